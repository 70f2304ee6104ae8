#include <cstdio>

int main() {
    const char* const text =
        "\x1b]0;owned\x07\x1b[2J\x1b[31m\x1b[1A\x9b"
        "2J<script>alert(1)</script><img src=x onerror=alert(1)>\r\n"
        "=cmd|' /C calc'!A0\n@SUM(1+1)\n+1\n-1\n\xe2\x80\xae reversed\n]]>&amp;\n"
        "::error file=x::owned\n```\n# heading\n![x](http://192.0.2.1/x)\n\xff\xfe";
    std::fputs(text, stdout);
    std::fputs(text, stderr);
    return 0;
}
