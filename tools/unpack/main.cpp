// sock-unpack reads an archive from standard input and writes frames to standard output
// (frames.hpp). It runs in a box that can write nowhere, so an archive that exploits libarchive can
// do no harm.
#include "unpack/frames.hpp"
#include "unpack/limits.hpp"

#include <iostream>
#include <iterator>
#include <string>

namespace {

// One byte more than is allowed, so that the reader sees the excess.
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
