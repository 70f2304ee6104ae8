/// @file
/// The function that this library wraps: the C library's own, or a sanitizer's.
#pragma once

#include <atomic>

#include <dlfcn.h>

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
