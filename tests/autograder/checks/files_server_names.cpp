// What a file server must do with names that are not those of its files: one function for each
// check.
#include "autograder/bytes.hpp"
#include "autograder/file_service.hpp"

#include <sock_catch.hpp>
#include <sys/stat.h>

namespace files_server_checks {

namespace {

/// Names that are none, of which some lead out of the folder.
std::vector<std::string> escapes(const service& it) {
    std::vector<std::string> result;
    for (const std::string way : {"../", "./../", "..//", "../remote/../", "//../",
                                  "hola.txt/../../", "..\\", "%2e%2e/", "..%2f", "~/", "./"})
        for (const std::string goal : {"secret.txt", "../secret.txt", "hola.txt"})
            result.push_back(way + goal);
    for (const std::string path :
         {"/etc/passwd", "/work/secret.txt", "..", ".", "/", "", "../remote", ".secreto", "...",
          "/dev/zero", "-/../../secret.txt"})
        result.push_back(path);
    result.push_back(it.folder.path() + "/secret.txt");
    result.push_back(std::string(101, 'n'));
    result.push_back(std::string(5000, 'n'));
    return result;
}

/// A name with each byte that no name may have.
std::vector<std::string> with_odd_bytes() {
    const std::string others = "._- \n";
    std::vector<std::string> result;
    for (int value = 0; value < 256; ++value) {
        const char byte = static_cast<char>(value);
        const bool ascii = value < 128;
        if (ascii && (std::isalnum(value) != 0 || others.find(byte) != std::string::npos)) continue;
        result.push_back(std::string("ho") + byte + "la.txt");
    }
    return result;
}

/// One request on a connection of its own that the timeline does not show.
conversation unseen_client(service& it, timeline& unseen) {
    auto peer = connect_to(it.server.where, unseen, name);
    return peer ? conversation(std::move(*peer)) : it.client();
}

void require_nothing_outside(service& it, const conversation& client, const std::string& file) {
    const bool moved = it.folder.names() != std::vector<std::string>{"remote", "secret.txt"};
    if (!moved && it.folder.read("secret.txt") == secret) return;
    auto result = about(it, client, {}, {"files.writes-outside", {{"name", show(file)}}},
                        {"files.untouched", {}}, gap::open);
    result.got = {"files.outside-changed", {}};
    throw result;
}

void refuse_get(service& it, timeline& unseen, const std::string& file) {
    auto client = unseen_client(it, unseen);
    const auto line = answer(it, client, "GET " + file + '\n', no_answer("GET " + file), gap::open);
    if (is_error(line)) return;
    it.ctx->trace.transfer("peer", name, "GET " + file + '\n');
    throw about(it, client, line, {"files.climbs-out", {{"name", show(file)}}},
                line_of("ERR unknown"), gap::open);
}

void refuse_put(service& it, timeline& unseen, const std::string& file) {
    auto client = unseen_client(it, unseen);
    const auto request = put_line(file, hello.size()) + hello;
    const auto line = answer(it, client, request, no_answer(request), gap::open);
    require_nothing_outside(it, client, file);
    if (is_error(line)) return;
    it.ctx->trace.transfer("peer", name, request);
    throw about(it, client, line, {"files.accepts-name", {{"name", show(file)}}},
                line_of("ERR invalid"), gap::open);
}

}  // namespace

TEST_CASE("files_server/names") {
    define_check("files_server/names", [](context& ctx) {
        service it(ctx);
        const auto ways = escapes(it);
        const auto odd = with_odd_bytes();
        ctx.trace.passes("peer", name,
                         count(2 * ways.size() + odd.size()) + " ×  GET ../…, PUT ../…");
        timeline unseen;
        for (const auto& file : ways)
            refuse_get(it, unseen, file);
        for (const auto& file : ways)
            refuse_put(it, unseen, file);
        for (const auto& file : odd)
            refuse_put(it, unseen, file);
        require_file(it, "hola.txt", hello);
    });
}

TEST_CASE("files_server/kinds") {
    define_check("files_server/kinds", [](context& ctx) {
        service it(ctx);
        require_file(it, "hola.txt", hello);  // as in `errors`
        namespace fs = std::filesystem;
        it.folder.make_folder("remote/carpeta");
        fs::create_symlink("../secret.txt", it.folder / "remote/enlace");
        fs::create_symlink("hola.txt", it.folder / "remote/otro enlace");
        fs::create_symlink("nada", it.folder / "remote/roto");
        fs::create_symlink("/dev/zero", it.folder / "remote/cero");
        if (::mkfifo((it.folder / "remote/tubo").c_str(), 0644) != 0) support::fail("mkfifo");
        for (const std::string file :
             {"carpeta", "enlace", "otro enlace", "roto", "cero", "tubo"}) {
            auto client = it.client();
            const sentence stuck =
                file == "tubo" ? sentence{"files.fifo-hangs", {}} : no_answer("GET " + file);
            const auto line = answer(it, client, "GET " + file + '\n', stuck, gap::open);
            if (is_error(line)) continue;
            const bool followed = file != "carpeta" && file != "tubo";
            throw about(it, client, line,
                        {followed ? "files.follows-link" : "files.serves-other", {{"name", file}}},
                        line_of("ERR unknown"), gap::open);
        }
        require_list(it, "OK 1\n5 hola.txt\n", "files.lists-other");
        for (const std::string file : {"enlace", "carpeta", "tubo"}) {
            auto client = it.client();
            const sentence stuck =
                file == "tubo" ? sentence{"files.fifo-hangs", {}} : no_answer("PUT " + file);
            answer(it, client, put_line(file, 5) + hello, stuck, gap::open);
            if (it.folder.read("secret.txt") != secret)
                throw about(it, client, {}, {"files.writes-through-link", {}},
                            {"files.untouched", {}}, gap::open);
        }
    });
}

}  // namespace files_server_checks
