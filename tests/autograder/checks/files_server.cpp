// What a file server must do: one function for each check.
#include "autograder/bytes.hpp"
#include "autograder/conversation.hpp"
#include "autograder/echo.hpp"
#include "autograder/little_memory.hpp"
#include "autograder/refusal.hpp"
#include "autograder/server.hpp"
#include "autograder/shared_folder.hpp"
#include "autograder/timeouts.hpp"
#include "support/process_table.hpp"

#include <sock_catch.hpp>
#include <sys/stat.h>

namespace files_server_checks {

using namespace suite;

namespace {

const std::string name = "files_server";
const std::string secret = "nadie debe leer esto\n";
const std::string hello = "hola\n";
constexpr std::uint64_t mebibyte = 1024 * 1024;

namespace gap {
constexpr const char* open = "open";
constexpr const char* send = "send";
constexpr const char* receive = "receive";
}  // namespace gap

/// The server of the folder `remote`, beside which lies a file that is not served.
struct service {
    explicit service(context& with)
        : ctx(&with), server(start_server(with, name, {"remote"}, {.folder = prepared()})) {}

    [[nodiscard]] conversation client(bool small_buffers = false) {
        if (!server.process.running()) throw ended();
        return conversation(connect(*ctx, server, small_buffers));
    }

    [[nodiscard]] finding ended() {
        finding result{{"files.exited", {}},
                       {"expected.connection", {}},
                       server.process.how_it_ended(),
                       {},
                       {}};
        server.process.add_last_stderr_line(result.seen);
        return result;
    }

    [[nodiscard]] std::string prepared() const {
        folder.make_folder("remote");
        folder.write("secret.txt", secret);
        folder.write("remote/hola.txt", hello);
        return folder.path();
    }

    context* ctx;
    shared_folder folder;
    running_server server;
};

sentence line_of(const std::string& text) {
    return {"expected.bytes", {{"count", count(text.size() + 1)}, {"bytes", show(text + '\n')}}};
}

finding about(service& it, const conversation& client, const std::optional<std::string>& line,
              sentence cause, sentence expected, const char* todo = "") {
    const auto status = end_of(it.server, client.peer);
    finding result{std::move(cause), std::move(expected), client.got(line), {}, todo};
    if (status) result.diagnosis = {"files.exited", {}};
    if (status) result.seen.push_back(it.server.process.how_it_ended());
    it.server.process.add_last_stderr_line(result.seen);
    return result;
}

/// The first line of the answer. Throws if none comes.
std::string answer(service& it, conversation& client, const std::string& request,
                   sentence if_silent, const char* todo = "") {
    client.peer.send(request);
    auto line = client.line();
    if (!line) throw about(it, client, line, std::move(if_silent), {"files.some-answer", {}}, todo);
    return *line;
}

sentence no_answer(const std::string& request) {
    return {"files.no-answer", {{"request", show(request.substr(0, request.find('\n')))}}};
}

bool is_error(const std::string& line) {
    return line == "ERR" || line.rfind("ERR ", 0) == 0;
}

/// GETs a file that holds `wanted`.
void require_file(service& it, const std::string& file, const std::string& wanted,
                  sentence if_silent) {
    auto client = it.client();
    const auto line = answer(it, client, "GET " + file + '\n', std::move(if_silent), gap::open);
    const auto expected = "OK " + std::to_string(wanted.size());
    if (is_error(line))
        throw about(it, client, line, {"files.get-refused", {{"name", file}}}, line_of(expected),
                    gap::open);
    if (line != expected)
        throw about(it, client, line, {"files.get-size", {}}, line_of(expected), gap::send);
    const auto got = client.bytes(wanted.size());
    if (got == wanted) return;
    auto result =
        about(it, client, {}, {"files.get-differs", {}}, expected_bytes(wanted, got), gap::send);
    if (got.size() < wanted.size())
        result.diagnosis = {"files.get-short",
                            {{"came", count(got.size())}, {"size", count(wanted.size())}}};
    result.got = got_bytes(wanted, got);
    throw result;
}

void require_file(service& it, const std::string& file, const std::string& wanted) {
    require_file(it, file, wanted, no_answer("GET " + file));
}

/// What the folder holds under that name, after the server has said OK.
void require_stored(service& it, const conversation& client, const std::string& file,
                    const std::string& wanted) {
    const auto stored = it.folder.read("remote/" + file);
    if (stored == wanted) return;
    auto result =
        about(it, client, {}, {stored ? "files.put-differs" : "files.put-missing", {}},
              {"files.stored", {{"size", count(wanted.size())}, {"name", file}}}, gap::receive);
    result.got = stored ? got_bytes(wanted, *stored) : sentence{"files.no-file", {{"name", file}}};
    throw result;
}

std::string put_line(const std::string& file, std::uint64_t size) {
    return "PUT " + file + ' ' + std::to_string(size) + '\n';
}

void require_ok(service& it, conversation& client, const std::string& request) {
    const auto line = client.line();
    if (line && *line == "OK") return;
    throw about(it, client, line, line ? sentence{"files.put-refused", {}} : no_answer(request),
                line_of("OK"), gap::receive);
}

void require_put(service& it, const std::string& file, const std::string& bytes) {
    auto client = it.client();
    const auto request = put_line(file, bytes.size());
    client.peer.send(request + bytes);
    require_ok(it, client, request);
    require_stored(it, client, file, bytes);
}

void require_unknown(service& it, const std::string& file) {
    auto client = it.client();
    const auto line = answer(it, client, "GET " + file + '\n', no_answer("GET " + file));
    if (line.rfind("ERR unknown", 0) == 0) return;
    throw about(it, client, line, {"files.not-unknown", {}}, line_of("ERR unknown"), gap::open);
}

/// LIST is answered: whatever happened before, the server goes on.
void require_service_after(service& it, const sentence& if_stuck) {
    auto client = it.client();
    const auto line = answer(it, client, "LIST\n", if_stuck);
    if (is_error(line)) throw about(it, client, line, if_stuck, {"files.some-list", {}});
}

void require_list(service& it, const std::string& wanted, const char* cause,
                  const char* todo = "") {
    auto client = it.client();
    client.peer.send("LIST\n");
    const auto got = client.bytes(wanted.size());
    client.peer.drain();
    if (client.peer.inbox() == wanted) return;
    auto result = about(it, client, {},
                        {got.empty() ? "files.no-answer" : cause, {{"request", show("LIST")}}},
                        expected_bytes(wanted, client.peer.inbox()), todo);
    if (!got.empty()) result.got = got_bytes(wanted, client.peer.inbox());
    throw result;
}

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
    auto peer = connect_to("127.0.0.1", it.server.port, unseen, name);
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

/// Waits until the server has closed the connections of clients that have left, and then for
/// `holds`, which may take it a moment longer.
bool soon(service& it, const std::function<bool()>& holds) {
    const auto closed = [&] {
        const auto held = it.server.process.held(transport::tcp);
        return std::none_of(held.begin(), held.end(), [&](const socket_entry& socket) {
            return socket.state == tcp_state::established || socket.state == tcp_state::close_wait;
        });
    };
    support::await(closed, support::deadline(time_to_end));
    return support::await(holds, support::deadline(time_to_close));
}

/// After an upload that broke: the folder is as it was.
void require_as_before(service& it, const std::vector<std::string>& names,
                       const std::string& content, const char* how) {
    // The other client first: without /proc nothing else shows that the server has begun with what
    // it was sent.
    require_service_after(it, {"files.broken-stuck", {}});
    soon(it, [&] { return it.folder.names("remote") == names; });
    const auto now = it.folder.names("remote");
    const bool same = it.folder.read("remote/hola.txt") == content;
    if (now == names && same) return;
    std::string list;
    for (const auto& each : now)
        list += (list.empty() ? "" : ", ") + each;
    throw finding{{same ? "files.broken-left" : "files.broken-replaced", {{"how", how}}},
                  {"files.as-before", {}},
                  {"files.folder", {{"names", list}}},
                  {},
                  gap::receive};
}

/// Uploads half of a file and leaves.
void break_off(service& it, const std::string& file, bool reset) {
    auto client = it.client();
    client.peer.send(put_line(file, 200'000) + noise(100'000, it.ctx->seed));
    if (reset) {
        // Else the reset would discard what the server has not received yet.
        it.server.process.await_rest();
        return client.peer.reset();
    }
    client.peer.close();
}

void require_large_get(service& it) {
    constexpr std::uint64_t size = 64 * mebibyte;
    it.folder.write_large("remote/grande.bin", size);
    const auto before = it.server.process.private_memory();
    auto client = it.client();
    const auto line =
        answer(it, client, "GET grande.bin\n", no_answer("GET grande.bin"), gap::open);
    if (line != "OK " + std::to_string(size))
        throw about(it, client, line, {"files.get-size", {}}, line_of("OK " + std::to_string(size)),
                    gap::send);
    // Nothing is read meanwhile: what the server has read and not sent is in its memory.
    require_little_memory(*it.ctx, it.server.process, before, size, gap::send);
    auto first = client.peer.take_inbox().substr(line.size() + 1);
    for (std::uint64_t at = 0; at < size;) {
        const auto piece = std::exchange(first, {}) + client.peer.take_inbox();
        if (piece != large_part(at, piece.size()) || at + piece.size() > size)
            throw about(it, client, {}, {"files.get-differs", {}},
                        {"expected.all", {{"count", count(size)}}}, gap::send);
        at += piece.size();
        if (at == size) break;
        client.peer.await(1);
        if (!client.peer.inbox().empty()) continue;
        throw about(it, client, {},
                    {"files.get-short", {{"came", count(at)}, {"size", count(size)}}},
                    {"expected.all", {{"count", count(size)}}}, gap::send);
    }
}

void require_large_put(service& it) {
    // The sandbox lets a program write 16 MiB.
    const auto data = noise(15 * mebibyte, it.ctx->seed);
    const auto before = it.server.process.private_memory();
    auto client = it.client();
    const auto request = put_line("subida.bin", data.size());
    client.peer.send(request);
    const std::string_view all(data);
    client.peer.send(all.substr(0, all.size() - 1));
    require_little_memory(*it.ctx, it.server.process, before, data.size(), gap::receive);
    client.peer.send(all.substr(all.size() - 1));
    require_ok(it, client, request);
    require_stored(it, client, "subida.bin", data);
}

}  // namespace

TEST_CASE("files_server/listens") {
    define_check("files_server/listens", [](context& ctx) {
        service it(ctx);
        require_staying(ctx, it.server);
    });
}

TEST_CASE("files_server/list") {
    define_check("files_server/list", [](context& ctx) {
        service it(ctx);
        it.folder.write("remote/vacio.txt", "");
        it.folder.write("remote/con espacio.txt", noise(1234, ctx.seed));
        require_list(it, "OK 3\n1234 con espacio.txt\n5 hola.txt\n0 vacio.txt\n",
                     "files.list-differs");
    });
}

TEST_CASE("files_server/get") {
    define_check("files_server/get", [](context& ctx) {
        service it(ctx);
        require_file(it, "hola.txt", hello);
        const auto data = noise(20'000, ctx.seed);
        it.folder.write("remote/dos palabras.bin", data);
        require_file(it, "dos palabras.bin", data);
    });
}

TEST_CASE("files_server/put") {
    define_check("files_server/put", [](context& ctx) {
        service it(ctx);
        require_put(it, "nuevo archivo.bin", noise(300'000, ctx.seed));
        require_put(it, std::string(100, 'n'), "OK\nPUT hola.txt 3\nERR\n");
        require_put(it, "hola.txt", "más corto\n");
        require_put(it, "hola.txt", "más\n");
        require_file(it, "hola.txt", "más\n");
    });
}

TEST_CASE("files_server/empty") {
    define_check("files_server/empty", [](context& ctx) {
        service it(ctx);
        it.folder.write("remote/vacio.txt", "");
        require_file(it, "vacio.txt", "");
        require_put(it, "hola.txt", "");
        require_put(it, "nada.txt", "");
    });
}

TEST_CASE("files_server/errors") {
    define_check("files_server/errors", [](context& ctx) {
        service it(ctx);
        require_unknown(it, "nada.txt");
        for (const std::string number : {"", "x", "-1", "1x", "99999999999999999999999999"}) {
            auto next = it.client();
            const auto request = "PUT nada.txt " + number + '\n';
            const auto reply = answer(it, next, request, no_answer(request), gap::receive);
            if (!is_error(reply))
                throw about(it, next, reply, {"files.number-accepted", {{"number", show(number)}}},
                            line_of("ERR invalid"), gap::receive);
        }
        it.client().peer.send("HOLA\n\n\n");
        it.client().peer.send(noise(10'000, ctx.seed));
        require_service_after(it, {"files.garbage-stuck", {}});
    });
}

TEST_CASE("files_server/silent") {
    define_check("files_server/silent", [](context& ctx) {
        service it(ctx);
        const auto silent = it.client();
        auto half = it.client();
        half.peer.send("LI");
        auto uploading = it.client();
        uploading.peer.send(put_line("lento.bin", 1000) + noise(500, ctx.seed));
        it.folder.write_large("remote/grande.bin", 64 * mebibyte);
        auto deaf = it.client();
        deaf.peer.send("GET grande.bin\n");
        require_service_after(it, {"files.one-at-a-time", {}});
        answer(it, half, "ST\n", {"files.one-at-a-time", {}});
    });
}

TEST_CASE("files_server/names") {
    define_check("files_server/names", [](context& ctx) {
        service it(ctx);
        const auto ways = escapes(it);
        const auto odd = with_odd_bytes();
        ctx.trace.note("peer → " + name + "  " + count(2 * ways.size() + odd.size()) +
                       " ×  GET ../…, PUT ../…");
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

TEST_CASE("files_server/broken") {
    define_check("files_server/broken", [](context& ctx) {
        service it(ctx);
        const std::vector<std::string> names = {"grande.bin", "hola.txt"};
        it.folder.write_large("remote/grande.bin", 64 * mebibyte);
        for (const bool reset : {false, true}) {
            break_off(it, "nuevo.bin", reset);
            break_off(it, "hola.txt", reset);
            require_as_before(it, names, hello, reset ? "RST" : "FIN");
        }
        for (const bool reset : {false, true}) {
            auto client = it.client();
            answer(it, client, "GET grande.bin\n", no_answer("GET grande.bin"));
            reset ? client.peer.reset() : client.peer.close();
            soon(it, [] { return true; });
            require_service_after(it, {"files.broken-stuck", {}});
        }
    });
}

TEST_CASE("files_server/replace") {
    define_check("files_server/replace", [](context& ctx) {
        service it(ctx);
        const auto old = noise(6 * mebibyte, ctx.seed);
        const auto fresh = noise(6 * mebibyte, ctx.seed + 1);
        it.folder.write("remote/libro.bin", old);
        auto reader = it.client(true);
        const auto line = answer(it, reader, "GET libro.bin\n", no_answer("GET libro.bin"));

        auto writer = it.client();
        const auto request = put_line("libro.bin", fresh.size());
        writer.peer.send(request);
        const std::string_view all(fresh);
        writer.peer.send(all.substr(0, all.size() / 2));
        it.server.process.await_rest();
        if (it.folder.read("remote/libro.bin") != old)
            throw about(it, writer, {}, {"files.half-visible", {}}, {"files.old-content", {}},
                        gap::receive);
        writer.peer.send(all.substr(all.size() / 2));
        require_ok(it, writer, request);
        require_stored(it, writer, "libro.bin", fresh);

        const auto got = reader.bytes(old.size());
        if (line == "OK " + std::to_string(old.size()) && got == old) return;
        auto result =
            about(it, reader, {}, {"files.mixed-read", {}}, expected_bytes(old, got), gap::receive);
        if (got.size() < old.size() && old.rfind(got, 0) == 0)
            result.diagnosis = {"files.get-short",
                                {{"came", count(got.size())}, {"size", count(old.size())}}};
        result.got = got_bytes(old, got);
        throw result;
    });
}

TEST_CASE("files_server/writers") {
    define_check("files_server/writers", [](context& ctx) {
        service it(ctx);
        const auto one = noise(100'000, ctx.seed);
        const auto two = noise(100'000, ctx.seed + 1);
        auto first = it.client();
        auto second = it.client();
        first.peer.send(put_line("hola.txt", one.size()) + one.substr(0, 50'000));
        it.server.process.await_rest();
        second.peer.send(put_line("hola.txt", two.size()) + two.substr(0, 50'000));
        it.server.process.await_rest();
        first.peer.send(one.substr(50'000));
        // Whether the second one had to wait for the first is left open.
        const auto reply = first.line();
        second.peer.send(two.substr(50'000));
        const auto other = second.line();
        const auto stored = it.folder.read("remote/hola.txt");
        const bool first_won = reply == "OK" && stored == one;
        const bool second_won = other == "OK" && stored == two;
        const std::vector<std::string> names = {"hola.txt"};
        if ((first_won || second_won) &&
            soon(it, [&] { return it.folder.names("remote") == names; }))
            return;
        auto result = about(it, second, other, {"files.mixed-writers", {}},
                            {"files.one-of-two", {}}, gap::receive);
        if (stored) result.got = got_bytes(two, *stored);
        throw result;
    });
}

TEST_CASE("files_server/large") {
    define_check("files_server/large", [](context& ctx) {
        service it(ctx);
        require_large_get(it);
        require_large_put(it);
    });
}

TEST_CASE("files_server/arguments") {
    define_check("files_server/arguments", [](context& ctx) {
        require_usage(ctx, name, {{"abc"}, {"70000"}, {"0x50"}, {"5003", "remote", "x"}});
    });
}

}  // namespace files_server_checks
