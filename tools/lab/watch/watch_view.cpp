#include "lab/watch/watch_view.hpp"

#include "lab/console/screen.hpp"
#include "lab/watch/page.hpp"

#include <nlohmann/json.hpp>

#include <iostream>

namespace watch {
namespace {

constexpr int usual_rows = 24;

class page_view : public watch_view {
  public:
    explicit page_view(const lab::session& now) : now_(now) {}

    // The size is read each time, so that no signal (SIGWINCH) is needed.
    void show(state& it) override {
        const auto size = console::this_device();
        const auto say = now_.say.on_page(console::page_columns(size.columns));
        const int rows = size.rows > 0 ? size.rows : usual_rows;
        const auto page = render::watch_page(it, body(it, say), rows, say);
        it.scroll = page.scroll;
        screen_.draw(page.lines, size.columns, rows);
    }

    void report(const std::string&, const nlohmann::ordered_json&) override {}
    void leave() override { screen_.release(); }
    void come_back() override { screen_.seize(); }

  private:
    [[nodiscard]] std::string body(const state& it, const console::voice& say) const {
        if (!it.overlay.empty()) return it.overlay;
        if (!it.last) return {};
        return render::verdict(it, render::context_of(now_, *it.last), say);
    }

    const lab::session& now_;
    console::screen screen_;
};

class line_view : public watch_view {
  public:
    void show(state&) override {}
    void report(const std::string& text, const nlohmann::ordered_json&) override {
        std::cout << text << std::flush;
    }
};

class json_view : public watch_view {
  public:
    void show(state&) override {}
    void report(const std::string&, const nlohmann::ordered_json& event) override {
        std::cout << wire::dump(event) << "\n" << std::flush;
    }
};

}  // namespace

std::unique_ptr<watch_view> make_watch_view(const lab::session& now, bool keys) {
    if (now.json) return std::make_unique<json_view>();
    if (now.say.how().whole_screen && keys) return std::make_unique<page_view>(now);
    return std::make_unique<line_view>();
}

}  // namespace watch
