// What a file server must do with requests: one function for each check.
#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/file_service.hpp"
#include "autograder/readiness.hpp"
#include "autograder/refusal.hpp"

#include <sock_catch.hpp>

namespace files_server_checks {

namespace {

void require_unknown(service& it, const std::string& file) {
    auto client = it.client();
    const auto line = answer(it, client, "GET " + file + '\n', no_answer("GET " + file));
    if (line.rfind("ERR unknown", 0) == 0) return;
    throw about(it, client, line, {"files.not-unknown", {}}, line_of("ERR unknown"), gap::open);
}

/// Without arguments it serves the folder `remote`, at port 5003.
void require_default_folder(context& ctx, program& process) {
    const std::string wanted = "OK 5\n" + hello;
    auto client = connect_to({"127.0.0.1", 5003}, ctx.trace, name);
    if (client) client->send("GET hola.txt\n");
    if (client) client->await(wanted.size());
    const auto got = client ? client->inbox() : std::string();
    if (got == wanted) return;
    throw finding{{"files.default-folder", {}},
                  expected_bytes(wanted, got),
                  got_bytes(wanted, got),
                  {process.how_it_ended()},
                  {}};
}

// A server that stays after it has refused an upload has taken its bytes: they are no request.
void require_refused_bytes_skipped(service& it) {
    auto client = it.client();
    const auto reply = answer(it, client, put_line("../x", 5) + "LIST\nGET hola.txt\n",
                              no_answer("PUT ../x 5"), gap::receive);
    if (!is_error(reply)) return;  // another check sees that
    const auto next = client.line();
    if (!next || next == "OK 5") return;
    throw about(it, client, next, {"files.body-as-request", {}}, line_of("OK 5"), gap::receive);
}

// More bytes than any file has are a number all the same: a program whose integers have no limit
// may wait for them.
void refuse_more_than_any_file(service& it) {
    const std::string number(26, '9');
    auto client = it.client();
    client.peer.send("PUT nada.txt " + number + '\n');
    client.peer.finish_sending();
    const auto reply = client.line();
    if (!reply || is_error(*reply)) return;
    throw about(it, client, reply, {"files.number-accepted", {{"number", number}}},
                line_of("ERR invalid"), gap::receive);
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
        // So many that no file system has them in this order by itself.
        for (const std::string month : {"mayo", "enero", "julio", "abril", "octubre", "junio"})
            it.folder.write("remote/" + month, "");
        const auto more = vary(ctx.seed, "files", 1, 6);
        auto wanted = "OK " + std::to_string(9 + more) +
                      "\n0 abril\n1234 con espacio.txt\n0 enero\n5 hola.txt\n0 julio\n0 junio\n"
                      "0 mayo\n0 octubre\n";
        for (std::size_t i = 1; i <= more; ++i) {
            const auto file = "parte " + std::to_string(i) + ".txt";
            it.folder.write("remote/" + file, std::string(i, 'x'));
            wanted += std::to_string(i) + ' ' + file + '\n';
        }
        require_list(it, wanted + "0 vacio.txt\n", "files.list-differs");
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
        require_file(it, "hola.txt", hello);  // a server that refuses everything shows nothing
        require_unknown(it, "nada.txt");
        for (const std::string number : {"", "x", "-1", "1x"}) {
            auto next = it.client();
            const auto request = "PUT nada.txt " + number + '\n';
            const auto reply = answer(it, next, request, no_answer(request), gap::receive);
            if (!is_error(reply))
                throw about(it, next, reply, {"files.number-accepted", {{"number", show(number)}}},
                            line_of("ERR invalid"), gap::receive);
        }
        refuse_more_than_any_file(it);
        require_refused_bytes_skipped(it);
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

TEST_CASE("files_server/idle") {
    const auto observe = [](context& ctx) {
        service it(ctx);
        const auto silent = it.client();
        require_list(it, "OK 1\n5 hola.txt\n", "files.list-differs");
        const double before = it.server.process.cpu_seconds();
        const timeline wait;
        it.server.process.wait_exit(idle_watch);
        const double wall = wait.elapsed().count() / 1000;
        const double used = it.server.process.cpu_seconds() - before;
        if (!spins(it.server.process, before, wall))
            return require_silent_stdout(it.server.process);
        throw finding{
            {"idle.busy", {}},
            {"expected.idle", {}},
            {"got.busy", {{"percent", count(static_cast<std::size_t>(100 * used / wall))}}},
            {},
            {}};
    };
    define_check("files_server/idle", observe, {.quiet = true, .timing = true});
}

TEST_CASE("files_server/port-in-use") {
    define_check("files_server/port-in-use", [](context& ctx) {
        service it(ctx);
        require_refusal_of_port(ctx, name, transport::tcp, {.folder = it.folder.path()});
        require_restart(ctx, it.server);
    });
}

TEST_CASE("files_server/arguments") {
    const auto observe = [](context& ctx) {
        const shared_folder folder;
        const run_options here{.folder = folder.path()};
        require_usage(ctx, name, bad_ports(), here);
        require_usage(ctx, name, {{"5003", "remote", "x"}}, here);
        folder.make_folder("remote");
        folder.write("remote/hola.txt", hello);
        const auto lease = require_free(transport::tcp, 5003);
        program process(ctx.where, ctx.trace, name, {}, support::standard_input::empty, here);
        static_cast<void>(await_ready(ctx, process, {transport::tcp, "0.0.0.0", 5003}));
        require_default_folder(ctx, process);
    };
    define_check("files_server/arguments", observe, {.port = "tcp 5003"});
}

}  // namespace files_server_checks
