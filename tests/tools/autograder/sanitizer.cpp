// Shortened reports of the sanitizers of g++ 12 and clang 14, and the sentences for them.
#include "autograder/sanitizer.hpp"

#include <sock_catch.hpp>

using suite::read_report;

namespace {

constexpr const char* head = "recv 16 bytes\n"
                             "=================================================================\n";

suite::sentence sentence_of(const std::string& report) {
    const auto found = read_report(head + report, "tcp_server");
    REQUIRE(found);
    return found->diagnosis;
}

const std::string in_stack = R"(
Address 0x7ffc39e479a0 is located in stack of thread T0 at offset 544 in frame
    #0 0x55f58960c45d in serve(int) /box/work/tcp_server.cpp:12

  This frame has 2 object(s):
    [32, 36) 'client' (line 26)
    [48, 112) 'buffer' (line 13) <== Memory access at offset 112 overflows this variable
)";

const std::string stack_overflow =
    "==1==ERROR: AddressSanitizer: stack-buffer-overflow on address 0x7ffc at pc 0x55 bp 0x7f\n";

}  // namespace

TEST_CASE("a byte behind a variable: which, how far, and where") {
    const auto found = sentence_of(
        stack_overflow +
        "WRITE of size 1 at 0x7ffc39e479a0 thread T0\n"
        "    #0 0x55f58960c44d in put(char*, long) /box/work/exercises/program/tcp_server.cpp:31\n"
        "    #1 0x55f58960c6ef in main /box/work/exercises/program/tcp_server.cpp:45\n" +
        in_stack);
    CHECK(found.id == "memory.write-past");
    CHECK(found.params.at("place") == "tcp_server.cpp:31");
    CHECK(found.params.at("object") == "buffer");
    CHECK(found.params.at("bytes") == "1 byte");
}

TEST_CASE("a call with a size larger than its buffer") {
    const auto found = sentence_of(
        stack_overflow +
        "WRITE of size 80 at 0x7ffe00a22f60 thread T0\n"
        "    #0 0x7f4453262ca0 in __interceptor_recv "
        "../../../../src/libsanitizer/sanitizer_common/sanitizer_common_interceptors.inc:6765\n"
        "    #1 0x561f3d182ae0 in main /box/work/tcp_server.cpp:22\n" +
        in_stack);
    CHECK(found.id == "memory.call-past");
    CHECK(found.params.at("call") == "recv");
    CHECK(found.params.at("bytes") == "80 bytes");
    CHECK(found.params.at("place") == "tcp_server.cpp:22");
}

TEST_CASE("lines of the library are not reported as the student's") {
    const auto found = sentence_of(
        stack_overflow +
        "READ of size 65 at 0x7fff0ec95390 thread T0\n"
        "    #0 0x7faf3684a730 in __interceptor_strlen ../../../../src/libsanitizer/x.inc:389\n"
        "    #1 0x556df9ca85a1 in std::char_traits<char>::length(char const*) "
        "/usr/include/c++/12/bits/char_traits.h:395\n"
        "    #2 0x556df9ca7c56 in main /box/work/tcp_server.cpp:28:14\n" +
        in_stack);
    CHECK(found.id == "memory.call-past");
    CHECK(found.params.at("call") == "strlen");
    CHECK(found.params.at("place") == "tcp_server.cpp:28");
}

TEST_CASE("the overrun global variable is named, not its neighbour") {
    const auto found = sentence_of(
        "==1==ERROR: AddressSanitizer: global-buffer-overflow on address 0x55 at pc 0x55 bp 0x7f\n"
        "WRITE of size 1 at 0x55b82f7691b0 thread T0\n"
        "    #0 0x55b82f76144d in put(char*, long) /box/work/tcp_server.cpp:11\n\n"
        "0x55 is located 48 bytes to the left of global variable '__ioinit' defined in '/usr/x'\n"
        "0x55 is located 0 bytes to the right of global variable 'received' defined in 'a.cpp'\n");
    CHECK(found.id == "memory.write-past");
    CHECK(found.params.at("object") == "received");
}

TEST_CASE("a block of the heap has a size and no name") {
    const auto found = sentence_of(
        "==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60 at pc 0x55 bp 0x7f\n"
        "READ of size 1 at 0x603000000060 thread T0\n"
        "    #0 0x55f8644af44d in put(char*, long) /box/work/tcp_server.cpp:11\n\n"
        "0x603000000060 is located 0 bytes after 32-byte region [0x603000000040,0x603000000060)\n");
    CHECK(found.id == "memory.read-past-block");
    CHECK(found.params.at("size") == "32");
}

TEST_CASE("an index of -1 is before the beginning") {
    const auto found = sentence_of(
        "==1==ERROR: AddressSanitizer: stack-buffer-underflow on address 0x7f at pc 0x55 bp 0x7f\n"
        "WRITE of size 1 at 0x7ffc7565146f thread T0\n"
        "    #0 0x560b5915b44d in put(char*, long) /box/work/tcp_server.cpp:11\n"
        "  This frame has 1 object(s):\n"
        "    [32, 96) 'buffer' (line 13) <== Memory access at offset 31 underflows this "
        "variable\n");
    CHECK(found.id == "memory.before");
    CHECK(found.params.at("object") == "buffer");
}

TEST_CASE("each other kind has its sentence") {
    const std::pair<const char*, const char*> kinds[] = {
        {"heap-use-after-free on address 0x60", "memory.after-free"},
        {"stack-use-after-scope on address 0x60", "memory.after-scope"},
        {"attempting double-free on 0x60 in thread T0", "memory.other"},
        {"SEGV on unknown address 0x000000000010 (pc 0x55)", "memory.null"},
        {"SEGV on unknown address 0x123456789000 (pc 0x55)", "memory.elsewhere"},
        {"stack-overflow on address 0x7ffc", "memory.other"},
    };
    for (const auto& [kind, id] : kinds) {
        const auto found = sentence_of("==1==ERROR: AddressSanitizer: " + std::string(kind) +
                                       "\n    #0 0x55f8 in main /box/work/tcp_server.cpp:11:3\n");
        CAPTURE(kind);
        CHECK(found.id == id);
        CHECK(found.params.at("place") == "tcp_server.cpp:11");
    }
    const auto negative = sentence_of(
        "==1==ERROR: AddressSanitizer: negative-size-param: (size=-1)\n"
        "    #0 0x7fdfd18481b7 in __interceptor_memcpy ../../../../src/libsanitizer/x.inc:827\n"
        "    #1 0x56145f8aab61 in main /box/work/tcp_server.cpp:23\n");
    CHECK(negative.id == "memory.negative-size");
    CHECK(negative.params.at("call") == "memcpy");
}

TEST_CASE("undefined behaviour names its line; in the library, the line that led there") {
    const auto index = sentence_of(
        "tcp_server.cpp:16:27: runtime error: index 64 out of bounds for type 'char [64]'\n"
        "    #0 0x55594d308700 in main /box/work/tcp_server.cpp:16\n");
    CHECK(index.id == "memory.index");
    CHECK(index.params.at("index") == "64");
    CHECK(index.params.at("place") == "tcp_server.cpp:16");
    CHECK(sentence_of(
              "tcp_server.cpp:1:2: runtime error: index -1 out of bounds for type 'char [4]'\n")
              .id == "memory.before");
    const auto in_library = sentence_of(
        "/usr/include/c++/12/array:61:36: runtime error: index 64 out of bounds for type 'char "
        "[64]'\n"
        "    #0 0x55 in std::array<char, 64ul>::operator[](unsigned long) "
        "/usr/include/c++/12/array:61\n"
        "    #1 0x55 in main /box/work/tcp_server.cpp:20\n");
    CHECK(in_library.params.at("place") == "tcp_server.cpp:20");
    CHECK(sentence_of("tcp_server.cpp:1:2: runtime error: store to null pointer of type 'char'\n")
              .id == "memory.null");
    CHECK(sentence_of("tcp_server.cpp:1:2: runtime error: signed integer overflow: 1 + 2 cannot\n")
              .id == "memory.number");
    CHECK(sentence_of("tcp_server.cpp:1:2: runtime error: shift exponent 40 is too large\n").id ==
          "memory.undefined");
}

TEST_CASE("other output is not a report, and a report has no escape sequences") {
    CHECK_FALSE(read_report("", "tcp_server"));
    CHECK_FALSE(read_report("AddressSanitizer finds nothing here\nrecv 5 bytes\n", "tcp_server"));
    const auto found = read_report("==1==ERROR: AddressSanitizer: SEGV \x1b[2Jon\n", "tcp_server");
    REQUIRE(found);
    CHECK(found->line.find('\x1b') == std::string::npos);
    CHECK(found->line.substr(0, 22) == "AddressSanitizer: SEGV");
    // Without a symbolizer there is no line: then the program is all that is known.
    CHECK(found->diagnosis.params.at("place") == "tcp_server");
}
