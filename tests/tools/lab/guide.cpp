// `lab guide` where there is no desktop; terminal.cpp has the browser.
#include "support/lines.hpp"
#include "support/text_width.hpp"
#include "tools/lab/answers.hpp"

namespace {

using saying::holds;
using world::parsed;
using world::tree;

}  // namespace

TEST_CASE("the guide is read section by section") {
    const tree tree;
    const auto all = tree.lab({"guide"});
    CHECK(all.code == 0);
    CHECK(holds(all.out, "zero"));
    CHECK(holds(all.out, "Zero means goodbye"));
    const auto one = tree.lab({"guide", "zero"});
    CHECK(one.code == 0);
    CHECK(one.out.rfind("Zero means goodbye\n", 0) == 0);
    CHECK_FALSE(holds(one.out, "<a id="));
    CHECK_FALSE(holds(one.out, "```"));
    for (const auto line : support::lines(one.out)) {
        const bool as_it_is = line.starts_with("    ") || line.starts_with("|");  // code, tables
        CHECK((as_it_is || support::width(line) <= 80));
    }
    CHECK(holds(tree.lab({"guide", "zeor"}).err, "guide zero`?"));
    CHECK(tree.lab({"guide", "nowhere"}).code == 2);
    const auto spanish = parsed(tree.lab({"guide", "zero", "--json", "--lang", "es"}));
    CHECK(spanish.at("section") == "zero");
    CHECK(spanish.at("page") == "docs/guide/guide.es.html");
    CHECK(holds(spanish.at("text").get<std::string>(), "recv"));
    std::filesystem::remove(tree.home() / "docs/guide/guide.en.md");
    CHECK(holds(tree.lab({"guide"}).err, "docs/guide/guide.en.md is missing"));
}
