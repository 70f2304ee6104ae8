/// @file
/// How `lab watch` shows itself: as a page on a terminal, as lines one after another, or as JSON.
#pragma once

#include "lab/watch/state.hpp"
#include "lab/workspace/session.hpp"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>

namespace watch {

class watch_view {
  public:
    watch_view() = default;
    watch_view(const watch_view&) = delete;
    watch_view& operator=(const watch_view&) = delete;
    virtual ~watch_view() = default;

    /// How things stand; called again and again. May bring `scroll` back to what there is.
    virtual void show(state& now) = 0;

    /// Something has happened, once: in words, and for a program.
    virtual void tell(const std::string& text, const nlohmann::ordered_json& event) = 0;

    /// Around a pause (Ctrl+Z), during which the terminal is somebody else's.
    virtual void leave() {}
    virtual void come_back() {}
};

/// A page where a terminal can show one, lines for --plain and for a file, objects for --json.
[[nodiscard]] std::unique_ptr<watch_view> make_watch_view(const lab::session& now, bool keys);

}  // namespace watch
