/// @file
/// The output of `lab watch`: a page on a terminal, lines one after another, or JSON.
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

    /// Shows the state; called repeatedly. May limit `scroll` to the length of the text.
    virtual void show(state& now) = 0;

    /// Reports an event, once: in words, and for a program.
    virtual void report(const std::string& text, const nlohmann::ordered_json& event) = 0;

    /// Called around a pause (Ctrl+Z), in which another program uses the terminal.
    virtual void leave() {}
    virtual void come_back() {}
};

/// A page if the terminal can show one, lines for --plain and for a file, objects for --json.
[[nodiscard]] std::unique_ptr<watch_view> make_watch_view(const lab::session& now, bool keys);

}  // namespace watch
