// sock-bulk splits a learning platform's bulk download. It reads an archive from standard input and
// writes its files to standard output: for each, a line of JSON {"file":"a/b.zip","bytes":123} and
// 123 bytes; {"end":true} comes last. With --list it writes only the lines. Like sock-unpack, it
// runs in a box that can write nowhere. Unlike sock-unpack, it has larger limits and accepts
// archives in archives: each is a submission, which sock-unpack then unpacks under its own rules.
#include <archive.h>
#include <archive_entry.h>
#include <nlohmann/json.hpp>

#include <clocale>
#include <cstdint>
#include <iostream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t mib = 1024 * 1024;
constexpr std::size_t largest_input = 300 * mib;  // twice this, and the box's memory is full
constexpr std::size_t largest_file = 16 * mib;
constexpr std::size_t largest_total = 400 * mib;
constexpr std::size_t most_entries = 20'000;

using handle = std::unique_ptr<archive, int (*)(archive*)>;
using json = nlohmann::ordered_json;

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what);
}

std::string read_input() {
    std::string bytes;
    std::string piece(mib, '\0');
    while (std::cin.read(piece.data(), static_cast<std::streamsize>(piece.size())) ||
           std::cin.gcount() > 0) {
        bytes.append(piece, 0, static_cast<std::size_t>(std::cin.gcount()));
        if (bytes.size() > largest_input) fail("it is too large");
    }
    return bytes;
}

handle open(const std::string& bytes) {
    handle made{archive_read_new(), archive_read_free};
    if (!made) throw std::bad_alloc{};
    // Not the streaming reader of zips, which uses the local headers instead of the directory.
    archive_read_support_format_zip_seekable(made.get());
    archive_read_support_format_tar(made.get());
    archive_read_support_format_7zip(made.get());
    archive_read_support_filter_gzip(made.get());
    if (archive_read_open_memory(made.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
        fail("it is no archive");
    return made;
}

// One byte more than announced shows that the announced size is false.
std::string read_data(archive* from, std::size_t announced) {
    std::string bytes;
    std::string piece(64 * 1024, '\0');
    while (bytes.size() <= announced) {
        const auto n = archive_read_data(from, piece.data(), piece.size());
        if (n < 0) fail("it is damaged");
        if (n == 0) return bytes;
        bytes.append(piece, 0, static_cast<std::size_t>(n));
    }
    fail("an entry is larger than it says");
}

void write_header(const std::string& name, std::size_t bytes) {
    const json header = {{"file", name}, {"bytes", bytes}};
    std::cout << header.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
}

class counter {
  public:
    /// The size of an entry that is a file. Throws if a limit is exceeded.
    std::size_t add(archive_entry* about) {
        if (++entries_ > most_entries) fail("it has too many entries");
        const auto announced = archive_entry_size(about);
        if (announced < 0 || static_cast<std::size_t>(announced) > largest_file)
            fail("an entry is too large");
        total_ += static_cast<std::size_t>(announced);
        if (total_ > largest_total) fail("it holds too much");
        return static_cast<std::size_t>(announced);
    }

  private:
    std::size_t entries_ = 0;
    std::size_t total_ = 0;
};

bool is_file(archive_entry* about) {
    return archive_entry_filetype(about) == AE_IFREG && archive_entry_hardlink(about) == nullptr &&
           archive_entry_symlink(about) == nullptr && archive_entry_pathname(about) != nullptr;
}

void take_apart(const std::string& bytes, bool list_only) {
    const auto from = open(bytes);
    counter count;
    archive_entry* about = nullptr;
    while (true) {
        const int next = archive_read_next_header(from.get(), &about);
        if (next == ARCHIVE_EOF) break;
        if (next != ARCHIVE_OK && next != ARCHIVE_WARN) fail("it is damaged");
        if (!is_file(about)) continue;
        const auto size = count.add(about);
        const std::string name = archive_entry_pathname(about);
        if (list_only) {
            write_header(name, 0);
            continue;
        }
        const auto data = read_data(from.get(), size);
        write_header(name, data.size());
        std::cout << data;
    }
    std::cout << "{\"end\":true}\n";
}

}  // namespace

int main(int count, char* arguments[]) {
    // libarchive converts names to the locale's encoding: with "C" there is none.
    if (std::setlocale(LC_CTYPE, "C.UTF-8") == nullptr) std::setlocale(LC_CTYPE, "en_US.UTF-8");
    std::ios::sync_with_stdio(false);
    try {
        take_apart(read_input(), count > 1 && std::string_view(arguments[1]) == "--list");
    } catch (const std::exception& reason) {
        std::cerr << "sock-bulk: " << reason.what() << '\n';
        return 1;
    }
    return std::cout.flush() ? 0 : 1;
}
