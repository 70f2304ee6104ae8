#include <cstdio>
#include <fstream>
#include <string>

#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>

int main() {
    char bytes[64] = {};
    for (int pid = 1; pid < 64; ++pid) {
        if (pid == getpid()) continue;
        ptrace(PTRACE_ATTACH, pid, nullptr, nullptr);
        ptrace(PTRACE_SEIZE, pid, nullptr, nullptr);
        iovec here{bytes, sizeof bytes};
        iovec there{reinterpret_cast<void*>(0x400000), sizeof bytes};
        if (process_vm_readv(pid, &here, 1, &there, 1, 0) > 0) std::puts("FOUND MEMORY");
        if (process_vm_writev(pid, &here, 1, &there, 1, 0) > 0) std::puts("FOUND MEMORY");
        std::ofstream{"/proc/" + std::to_string(pid) + "/mem"} << "x";
    }
    return 0;
}
