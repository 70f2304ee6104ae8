// Sections of the link-time optimiser, with options for the assembler: the linker's plug-in would run them.
asm(".section .gnu.lto_.opts,\"e\",@progbits\n.ascii \"'-Xassembler' '--nonsense'\"\n"
    ".section .gnu.lto_main.1,\"e\",@progbits\n.byte 1\n"
    ".section .gnu.lto_.symtab.1,\"e\",@progbits\n.byte 0\n"
    ".text\n.comm __gnu_lto_v1,1\n.comm __gnu_lto_slim,1\n");

int main() {
    return 0;
}
