#include "/etc/passwd"
#include "/etc/shadow"
#include "/proc/self/environ"
#include "/proc/self/mountinfo"
int main() {}
