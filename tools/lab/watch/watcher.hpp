/// @file
/// The loop of `lab watch`: files, keys, checks.
#pragma once

#include "lab/console/keyboard.hpp"
#include "lab/watch/background_check.hpp"
#include "lab/watch/file_watcher.hpp"
#include "lab/watch/state.hpp"
#include "lab/watch/watch_view.hpp"

#include <memory>

namespace watch {

class watcher {
  public:
    /// `pinned`: saves of other exercises do not count.
    watcher(const lab::session& now, const course::course& course, judge::tools tools,
            std::size_t first, bool pinned);

    /// Runs until the user quits or a signal ends it.
    void run();

  private:
    void check(std::size_t which);
    void check_saved(std::size_t which);
    void conclude();
    void obey(char key);
    void scroll_by(int lines);
    void choose(char digit);
    void show_hint();
    void show_list();
    void put_stub_back();
    void bring_back();
    void go_on();
    void pause();
    void notice(const std::string& text);
    void show_instead(const std::string& text, const char* event);
    void look_again();

    const lab::session& now_;
    const course::course& course_;
    judge::tools tools_;
    course::catalogue words_;
    bool pinned_;
    console::keyboard keys_;
    std::unique_ptr<watch_view> view_;
    file_watcher file_watcher_;
    state state_;
    std::unique_ptr<background_check> background_check_;
    support::clock::time_point began_;
    char before_ = 0;    ///< the previous key: some keys must be pressed twice
    bool ours_ = false;  ///< the next save is our own: a restored stub
    bool over_ = false;
};

}  // namespace watch
