// What a client of the file server must do: one function for each check.
#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/file_client.hpp"
#include "autograder/little_memory.hpp"
#include "autograder/ports.hpp"
#include "autograder/refusal.hpp"
#include "autograder/timeouts.hpp"

#include <numeric>

#include <sock_catch.hpp>

namespace files_client_checks {

namespace {

const std::string hello = "hola\n";

void require_saved(session_with& it, const shared_folder& folder, const std::string& file,
                   const std::string& wanted) {
    const auto saved = folder.read(file);
    if (saved == wanted) return;
    auto result =
        about(it.process,
              {saved ? "files-client.get-differs" : "files-client.get-missing", {{"name", file}}},
              {"files.stored", {{"size", count(wanted.size())}, {"name", file}}}, gap::receive);
    if (saved && saved->size() < wanted.size() && wanted.rfind(*saved, 0) == 0)
        result.diagnosis = {"files-client.get-short",
                            {{"came", count(saved->size())}, {"size", count(wanted.size())}}};
    result.got = saved ? got_bytes(wanted, *saved) : sentence{"files.no-file", {{"name", file}}};
    throw result;
}

/// Answers a GET with `bytes`, in pieces of which the first is less than the line.
void serve(session_with& it, const std::string& bytes) {
    const auto reply = "OK " + std::to_string(bytes.size()) + '\n' + bytes;
    const std::string_view all(reply);
    std::size_t at = 0;
    for (const std::size_t size : {std::size_t{2}, all.size() / 2, all.size()}) {
        const auto piece = all.substr(at, size);
        if (piece.empty()) break;
        it.server.peer.send(piece);
        it.process.await_rest();
        at += piece.size();
    }
}

void require_get(context& ctx, const words& command, const std::string& file,
                 const std::string& bytes) {
    const shared_folder folder;
    session_with it(ctx, folder, command);
    require_request(it, "GET " + command[1], gap::receive);
    serve(it, bytes);
    require_success(it, gap::receive);
    require_saved(it, folder, file, bytes);
}

/// The disk is full before the file is there.
void require_full_disk(context& ctx) {
    const shared_folder folder;
    session_with it(ctx, folder, {"get", "hola.txt"}, 4);
    require_request(it, "GET hola.txt", gap::receive);
    const auto bytes = noise(20'000, ctx.seed);
    it.server.peer.send("OK " + std::to_string(bytes.size()) + '\n' + bytes);
    it.server.peer.await_end();
    if (it.server.peer.end() == ending::end_of_stream) it.server.peer.close();
    require_failure(it.process, "files-client.full-succeeds", gap::receive);
}

/// The server needs its time in the middle of the file.
void require_patience(context& ctx) {
    const shared_folder folder;
    session_with it(ctx, folder, {"get", "hola.txt"});
    require_request(it, "GET hola.txt", gap::receive);
    for (const std::string piece : {"OK 5\nho", "la\n"}) {
        if (piece == "la\n") it.process.watch(slow_peer);
        it.server.peer.send(piece);
    }
    require_success(it, gap::receive);
    require_saved(it, folder, "hola.txt", hello);
}

/// A file that is not there cannot be put: nothing needs to be asked of the server.
void require_missing_file(context& ctx) {
    const shared_folder folder;
    auto listener = sock::tcp_listener::bind({"127.0.0.1", free_port(transport::tcp)});
    listener.listen();
    const auto port = std::to_string(listener.local_endpoint().port());
    program process(ctx.where, ctx.trace, name, {"127.0.0.1", port, "put", "nada.txt"},
                    support::standard_input::empty, {.folder = folder.path()});
    require_failure(process, "files-client.missing-succeeds", gap::send);
}

/// Everything that a PUT sends has come.
void require_body(session_with& it, const std::string& wanted) {
    const auto got = it.server.bytes(wanted.size());
    if (got == wanted) return;
    auto result =
        about(it.process, {"files-client.put-differs", {}}, expected_bytes(wanted, got), gap::send);
    if (got.size() < wanted.size())
        result.diagnosis = {"files-client.put-short",
                            {{"came", count(got.size())}, {"size", count(wanted.size())}}};
    result.got = got_bytes(wanted, got);
    throw result;
}

/// The server has all bytes and has not confirmed them yet: the client waits.
void require_waiting(session_with& it) {
    it.process.await_rest();
    if (it.process.running()) return;
    throw about(it.process, {"files-client.unconfirmed", {}}, {"files-client.waits", {}},
                gap::send);
}

void require_put(context& ctx, const words& command, const std::string& as,
                 const std::string& bytes) {
    const shared_folder folder;
    folder.write(command[1], bytes);
    session_with it(ctx, folder, command);
    require_request(it, "PUT " + as + ' ' + std::to_string(bytes.size()), gap::send);
    require_body(it, bytes);
    require_waiting(it);
    it.server.peer.send("OK\n");
    require_success(it, gap::send);
}

void require_large_put(context& ctx) {
    constexpr std::uint64_t size = 64 * mebibyte;
    const shared_folder folder;
    folder.write_large("grande.bin", size);
    session_with it(ctx, folder, {"put", "grande.bin"});
    const auto request = "PUT grande.bin " + std::to_string(size);
    require_request(it, request, gap::send);
    // Nothing is read meanwhile: what the client has read and not sent is in its memory.
    require_little_memory(ctx, it.process, 0, size, gap::send);
    auto first = it.server.peer.take_inbox().substr(request.size() + 1);
    for (std::uint64_t at = 0; at < size;) {
        const auto piece = std::exchange(first, {}) + it.server.peer.take_inbox();
        if (at + piece.size() > size || piece != large_part(at, piece.size()))
            throw about(it.process, {"files-client.put-differs", {}},
                        {"expected.all", {{"count", count(size)}}}, gap::send);
        at += piece.size();
        if (at == size) break;
        it.server.peer.await(1);
        if (!it.server.peer.inbox().empty()) continue;
        throw about(it.process,
                    {"files-client.put-short", {{"came", count(at)}, {"size", count(size)}}},
                    {"expected.all", {{"count", count(size)}}}, gap::send);
    }
    it.server.peer.send("OK\n");
    require_success(it, gap::send);
}

void require_large_get(context& ctx) {
    // The sandbox lets a program write 16 MiB.
    const auto data = noise(15 * mebibyte, ctx.seed);
    const shared_folder folder;
    session_with it(ctx, folder, {"get", "grande.bin"});
    require_request(it, "GET grande.bin", gap::receive);
    const auto before = it.process.private_memory();
    it.server.peer.send("OK " + std::to_string(data.size()) + '\n');
    const std::string_view all(data);
    it.server.peer.send(all.substr(0, all.size() - 1));
    require_little_memory(ctx, it.process, before, data.size(), gap::receive);
    it.server.peer.send(all.substr(all.size() - 1));
    require_success(it, gap::receive);
    require_saved(it, folder, "grande.bin", data);
}

/// A server that breaks off in mid-file: nothing of the file is left, an older one is as it was.
void require_nothing_left(context& ctx, const words& before, bool reset) {
    const shared_folder folder;
    for (const auto& file : before)
        folder.write(file, hello);
    session_with it(ctx, folder, {"get", "hola.txt"});
    require_request(it, "GET hola.txt", gap::receive);
    it.server.peer.send("OK 200000\n" + noise(100'000, ctx.seed));
    it.process.await_rest();
    reset ? it.server.peer.reset() : it.server.peer.close();
    require_failure(it.process, "files-client.broken-succeeds", gap::receive);
    const bool same = before.empty() || folder.read("hola.txt") == hello;
    if (folder.names() == before && same) return;
    std::string list;
    for (const auto& each : folder.names())
        list += (list.empty() ? "" : ", ") + each;
    throw finding{{same ? "files-client.broken-left" : "files-client.broken-replaced", {}},
                  {"files.as-before", {}},
                  {"files.folder", {{"names", list}}},
                  {},
                  gap::receive};
}

/// A server that announces 4 GiB and 5 bytes and sends 5: they are what 32 bits hold of that size.
void require_size_beyond_32_bits(context& ctx) {
    const shared_folder folder;
    session_with it(ctx, folder, {"get", "hola.txt"});
    require_request(it, "GET hola.txt", gap::receive);
    it.server.peer.send("OK 4294967301\n" + hello);
    it.server.peer.close();
    require_failure(it.process, "files-client.size-cut", gap::receive);
}

/// The server answers something else than OK.
void require_refusal(context& ctx, const words& command, const std::string& reply) {
    const shared_folder folder;
    if (command[0] == "put") folder.write(command[1], hello);
    const auto before = folder.names();
    session_with it(ctx, folder, command);
    static_cast<void>(it.server.line());
    if (command[0] == "put") static_cast<void>(it.server.bytes(hello.size()));
    it.server.peer.send(reply);
    it.server.peer.finish_sending();
    require_failure(it.process, "files-client.error-ignored");
    if (folder.names() == before) return;
    throw about(it.process, {"files-client.error-file", {}}, {"files.as-before", {}}, gap::receive);
}

}  // namespace

TEST_CASE("files_client/ls") {
    define_check("files_client/ls", [](context& ctx) {
        const shared_folder folder;
        session_with it(ctx, folder, {"ls"});
        require_request(it, "LIST", gap::list);
        const auto files = vary(ctx.seed, "files", 3, 8);
        words pieces = {"1234 con", " espacio.txt\n5 ", "hola.t", "xt\n0 vacio.txt\n"};
        for (std::size_t i = 4; i <= files; ++i)
            pieces.push_back("12 y otro " + std::to_string(i) + ".txt\n");
        const auto list = std::accumulate(pieces.begin(), pieces.end(), std::string());
        pieces.front().insert(0, ' ' + std::to_string(files) + '\n');
        pieces.insert(pieces.begin(), "OK");
        for (const auto& piece : pieces) {
            it.server.peer.send(piece);
            it.process.await_rest();
        }
        require_success(it, gap::list);
        const auto output = it.process.output();
        if (output == list) return;
        auto result = about(it.process, {"files-client.list-differs", {}},
                            expected_bytes(list, output), gap::list);
        result.got = got_bytes(list, output);
        throw result;
    });
}

TEST_CASE("files_client/get") {
    define_check("files_client/get", [](context& ctx) {
        require_get(ctx, {"get", "hola.txt"}, "hola.txt", hello);
        require_get(ctx, {"get", "dos palabras.bin", "copia.bin"}, "copia.bin",
                    noise(300'000, ctx.seed));
        require_get(ctx, {"get", "lineas.txt"}, "lineas.txt", "\n\nOK 3\n\r\n\nERR unknown\n");
    });
}

TEST_CASE("files_client/put") {
    define_check("files_client/put", [](context& ctx) {
        require_put(ctx, {"put", "hola.txt"}, "hola.txt", hello);
        require_put(ctx, {"put", "local.bin", "dos palabras.bin"}, "dos palabras.bin",
                    noise(300'000, ctx.seed));
    });
}

TEST_CASE("files_client/empty") {
    define_check("files_client/empty", [](context& ctx) {
        require_get(ctx, {"get", "vacio.txt"}, "vacio.txt", "");
        require_put(ctx, {"put", "vacio.txt"}, "vacio.txt", "");
        const shared_folder folder;
        session_with it(ctx, folder, {"ls"});
        require_request(it, "LIST", gap::list);
        it.server.peer.send("OK 0\n");
        require_success(it, gap::list);
    });
}

TEST_CASE("files_client/large") {
    define_check("files_client/large", [](context& ctx) {
        require_large_put(ctx);
        require_large_get(ctx);
        require_patience(ctx);
    });
}

TEST_CASE("files_client/broken-get") {
    define_check("files_client/broken-get", [](context& ctx) {
        for (const bool reset : {false, true}) {
            require_nothing_left(ctx, {}, reset);
            require_nothing_left(ctx, {"hola.txt"}, reset);
        }
        require_size_beyond_32_bits(ctx);
        require_full_disk(ctx);
    });
}

TEST_CASE("files_client/broken-put") {
    define_check("files_client/broken-put", [](context& ctx) {
        const shared_folder folder;
        folder.write("hola.txt", hello);
        folder.write_large("grande.bin", 64 * mebibyte);
        for (const std::string file : {"hola.txt", "grande.bin"}) {
            session_with it(ctx, folder, {"put", file});
            static_cast<void>(it.server.line());
            it.process.await_rest();
            it.server.peer.close();
            require_failure(it.process, "files-client.broken-succeeds", gap::send);
        }
    });
}

TEST_CASE("files_client/errors") {
    define_check("files_client/errors", [](context& ctx) {
        require_refusal(ctx, {"get", "nada.txt"}, "ERR unknown\n");
        require_refusal(ctx, {"get", "nada.txt"}, "HOLA\n");
        require_refusal(ctx, {"put", "hola.txt", "mal"}, "ERR invalid\n");
        require_refusal(ctx, {"ls"}, "ERR failed\n");
        require_refusal(ctx, {"ls"}, "OK 3\n5 hola.txt\n");
        require_missing_file(ctx);
    });
}

TEST_CASE("files_client/arguments") {
    define_check("files_client/arguments", [](context& ctx) {
        const auto port = std::to_string(free_port(transport::tcp));
        require_usage(ctx, name, bad_ports({"127.0.0.1"}, {"ls"}));
        require_usage(ctx, name,
                      {{},
                       {"127.0.0.1", port},
                       {"127.0.0.1", port, "rm", "hola.txt"},
                       {"127.0.0.1", port, "ls", "x"},
                       {"127.0.0.1", port, "get"},
                       {"127.0.0.1", port, "get", "a", "b", "c"},
                       {"127.0.0.1", port, "put"},
                       {"127.0.0.1", port, "put", "a", "b", "c"}});
        program nobody_listens(ctx.where, ctx.trace, name, {"127.0.0.1", port, "ls"},
                               support::standard_input::empty);
        require_failure(nobody_listens, "files-client.error-ignored");
    });
}

}  // namespace files_client_checks
