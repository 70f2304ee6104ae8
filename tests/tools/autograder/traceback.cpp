// The error in a Python program's traceback, as CPython 3.10 to 3.13 write it.
#include "autograder/traceback.hpp"

#include <string>

#include <sock_catch.hpp>

namespace {

const std::string beginning =
    "Traceback (most recent call last):\n"
    "  File \"<frozen runpy>\", line 198, in _run_module_as_main\n"
    "  File \"/box/programs/tcp_server/__main__.py\", line 31, in serve\n";
const std::string library = "  File \"/usr/lib/python3.11/socket.py\", line 706, in readinto\n"
                            "    return self._sock.recv_into(b)\n";

suite::sentence read(const std::string& text) {
    return suite::read_traceback(text, "tcp_server").value_or(suite::sentence{});
}

}  // namespace

TEST_CASE("an uncaught error is named by its last line and its place in the program") {
    const auto found = read("tcp_server at port 5000\n" + beginning + library +
                            "ConnectionResetError: [Errno 104] Connection reset by peer\n");
    CHECK(found.id == "python.reset");
    CHECK(found.params.at("error") == "ConnectionResetError: [Errno 104] Connection reset by peer");
    CHECK(found.params.at("place") == "tcp_server.py:31");
}

TEST_CASE("each error that sockets bring has its own explanation") {
    CHECK(read(beginning + "TimeoutError: timed out\n").id == "python.timeout");
    CHECK(read(beginning + "BrokenPipeError: [Errno 32] Broken pipe\n").id == "python.broken-pipe");
    CHECK(read(beginning + "ConnectionRefusedError: [Errno 111] Connection refused\n").id ==
          "python.refused");
    CHECK(read(beginning + "OSError: [Errno 98] Address already in use\n").id == "python.in-use");
    CHECK(read(beginning + "OSError: [Errno 24] Too many open files\n").id == "python.system");
    CHECK(read(beginning + "TypeError: a bytes-like object is required, not 'str'\n").id ==
          "python.bytes-wanted");
    CHECK(read(beginning + "TypeError: write() argument must be str, not bytes\n").id ==
          "python.str-wanted");
    CHECK(read(beginning + "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff\n").id ==
          "python.not-text");
    CHECK(read(beginning + "ModuleNotFoundError: No module named 'twisted'\n").id ==
          "python.module");
    CHECK(read(beginning + "NameError: name 'x' is not defined\n").id == "python.mistake");
    CHECK(read(beginning + "ValueError: invalid literal for int()\n").id == "python.uncaught");
}

TEST_CASE("the last of several tracebacks counts, and what follows it does not") {
    const auto text = beginning +
                      "ValueError: x\n\nDuring handling of the above exception, another "
                      "exception occurred:\n\n" +
                      beginning + "mine.Failure\n----------------------------------------\n";
    CHECK(read(text).params.at("error") == "mine.Failure");
}

TEST_CASE("a module beside the program is named, too") {
    const auto text = "Traceback (most recent call last):\n"
                      "  File \"/box/programs/tcp_server/lines.py\", line 4, in next\n"
                      "NameError: name 'x' is not defined\n";
    CHECK(read(text).params.at("place") == "lines.py:4");
}

TEST_CASE("other output is no traceback") {
    CHECK(read("").empty());
    CHECK(read("usage: tcp_server [port [address]]\n").empty());
    CHECK(read("Traceback (most recent call last):\n").empty());
    CHECK(read("Traceback (most recent call last):\n  File \"x\", line 3\n").empty());
}

TEST_CASE("an error with a known cause explains a failure") {
    CHECK(suite::is_known_error({"python.bytes-wanted", {}, {}}));
    CHECK(suite::is_known_error({"python.reset", {}, {}}));
    CHECK_FALSE(suite::is_known_error({"python.uncaught", {}, {}}));
    CHECK_FALSE(suite::is_known_error({"seen.stderr", {}, {}}));
}

TEST_CASE("an exception that C++ ends a program for is named, with its own words") {
    const auto read = [](const std::string& text) {
        return suite::read_exception(text).value_or(suite::sentence{});
    };
    const std::string libstdcxx = "terminate called after throwing an instance of '";
    const auto number = read("starts\n" + libstdcxx + "std::invalid_argument'\n  what():  stoi\n");
    CHECK(number.id == "exception.number");
    CHECK(number.params.at("type") == "std::invalid_argument");
    CHECK(number.params.at("what") == "stoi");
    CHECK(read(libstdcxx + "std::length_error'\n  what():  basic_string::_M_create\n").id ==
          "exception.length");
    CHECK(read(libstdcxx + "sock::error'\n  what():  bind 0.0.0.0:5000: in use\n").id ==
          "exception.sock");
    CHECK(read(libstdcxx + "int'\nAborted\n").id == "exception.other");
    CHECK(read("terminate called without an active exception\n").id == "exception.thread");
    const auto libcxx = read("libc++abi: terminating due to uncaught exception of type "
                             "std::out_of_range: stoul: out of range\n");
    CHECK(libcxx.id == "exception.number");
    CHECK(libcxx.params.at("what") == "stoul: out of range");
    CHECK(read("tcp_server: bind: in use\n").id.empty());
    CHECK(suite::is_known_error(number));
}
