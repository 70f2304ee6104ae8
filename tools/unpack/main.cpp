// sock-unpack: an archive on standard input, frames on standard output (frames.hpp). Meant to run
// in a box that can write nowhere: whatever libarchive may be talked into, there is nothing to
// harm.
#include "unpack/frames.hpp"
#include "unpack/limits.hpp"

#include <iostream>
#include <iterator>
#include <string>

namespace {

// One byte more than is allowed, so that the reader can tell.
std::string read_input(std::istream& in) {
    std::string bytes(unpack::limits::archive_bytes + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

}  // namespace

int main() {
    std::ios::sync_with_stdio(false);
    try {
        unpack::write_frames(std::cout, unpack::read_archive(read_input(std::cin)));
    } catch (const std::exception& problem) {
        std::cerr << "sock-unpack: " << problem.what() << '\n';
        return 1;
    }
    return std::cout.flush() ? 0 : 1;
}
