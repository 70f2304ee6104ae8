#include "preload/callers.hpp"

#include <execinfo.h>
#include <link.h>

namespace [[gnu::visibility("hidden")]] preload {
namespace {

constexpr int most_frames = 24;
constexpr int most_callers = 6;

/// Of the program, not of its libraries.
struct {
    std::uintptr_t base = 0;
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
} image;

// The first object is the program itself: dl_iterate_phdr(3).
int note_image(dl_phdr_info* object, std::size_t, void*) {
    image.base = object->dlpi_addr;
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const auto& segment = object->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
        image.begin = image.base + segment.p_vaddr;
        image.end = image.begin + segment.p_memsz;
    }
    return 1;
}

line& hexadecimal(line& to, std::uintptr_t number) {
    char reversed[2 * sizeof number];
    std::size_t count = 0;
    for (; number > 0; number /= 16)
        reversed[count++] = "0123456789abcdef"[number % 16];
    to << "0x";
    while (count > 0)
        to << std::string_view(&reversed[--count], 1);
    return to;
}

}  // namespace

void find_program() {
    ::dl_iterate_phdr(note_image, nullptr);
    // The first call loads libgcc, which a signal handler must not do: backtrace(3), NOTES.
    void* ignored[1];
    ::backtrace(ignored, 1);
}

line callers() {
    line result;
    void* frames[most_frames];
    const int count = ::backtrace(frames, most_frames);
    for (int i = 0, found = 0; i < count && found < most_callers; ++i) {
        const auto address = reinterpret_cast<std::uintptr_t>(frames[i]);
        if (address <= image.begin || address > image.end) continue;
        // It will return behind the call, which may be the next line.
        hexadecimal(found++ == 0 ? result : result << " ", address - image.base - 1);
    }
    return result;
}

}  // namespace preload
