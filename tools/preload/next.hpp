/// @file
/// The function that this library wraps: the C library's own, or a sanitizer's.
#pragma once

#include <atomic>

#include <dlfcn.h>

// The library is built once and runs with older C libraries as well. glibc 2.34 gave dlsym a second
// version, which older ones lack; this is the first one, which all have.
#if defined(__GLIBC__) && defined(__x86_64__)
__asm__(".symver dlsym, dlsym@GLIBC_2.2.5");
#elif defined(__GLIBC__) && defined(__aarch64__)
__asm__(".symver dlsym, dlsym@GLIBC_2.17");
#endif

namespace [[gnu::visibility("hidden")]] preload {

/// Looked up once (RTLD_NEXT, dlsym(3)). A lookup while the program is loaded also serves signal
/// handlers, which must not call dlsym.
template <typename Function>
class next {
  public:
    constexpr explicit next(const char* name) : name_(name) {}

    template <typename... Arguments>
    auto operator()(Arguments... arguments) {
        return find()(arguments...);
    }

    Function* find() {
        auto* found = found_.load(std::memory_order_relaxed);
        if (found != nullptr) return found;
        found = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name_));
        found_.store(found, std::memory_order_relaxed);
        return found;
    }

  private:
    const char* name_;
    std::atomic<Function*> found_{nullptr};
};

/// Looks up all of them before main, where dlsym is safe to call.
template <typename... Next>
void find_all(Next&... each) {
    (each.find(), ...);
}

}  // namespace preload
