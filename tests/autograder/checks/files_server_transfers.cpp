// What a file server must do with transfers that are large, break off or meet one another: one
// function for each check.
#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/file_service.hpp"
#include "autograder/little_memory.hpp"
#include "autograder/timeouts.hpp"
#include "support/process_table.hpp"

#include <sock_catch.hpp>
#include <sys/resource.h>

namespace files_server_checks {

namespace {

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

constexpr std::uint64_t beyond_32_bits = (1ULL << 32) + 5;

sentence size_cut() {
    return {"files.size-cut", {{"size", count(beyond_32_bits)}}};
}

/// The disk is full before the file is there.
void require_full_disk(context& ctx) {
    service it(ctx, 4);
    const auto request = put_line("hola.txt", 20'000);
    auto client = it.client();
    client.peer.send(request + noise(20'000, ctx.seed));
    const auto line = client.line();
    if (line == "OK")
        throw about(it, client, line, {"files.full-confirmed", {}}, line_of("ERR invalid"),
                    gap::receive);
    require_as_before(it, {"hola.txt"}, hello, "EFBIG");
}

void require_large_get(service& it) {
    constexpr std::uint64_t size = 64 * mebibyte;
    it.folder.write_large("remote/grande.bin", size);
    const auto before = it.server.process.private_memory();
    auto client = it.client();
    const auto line =
        answer(it, client, "GET grande.bin\n", no_answer("GET grande.bin"), gap::open);
    if (!announces(it, line, size))
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

/// A file with a hole of `beyond_32_bits` bytes, which takes no room. False if none can be made
/// here.
bool make_huge(const service& it, const std::string& file) {
    rlimit most{};
    if (::getrlimit(RLIMIT_FSIZE, &most) != 0 || most.rlim_cur <= beyond_32_bits) return false;
    it.folder.write("remote/" + file, hello);
    std::error_code refused;
    std::filesystem::resize_file(it.folder / ("remote/" + file), beyond_32_bits, refused);
    return !refused;
}

void require_huge_get(service& it) {
    if (!make_huge(it, "enorme.bin")) {
        it.ctx->unobserved.push_back({"files.size-unobserved", {}});
        return;
    }
    auto client = it.client();
    const auto line =
        answer(it, client, "GET enorme.bin\n", no_answer("GET enorme.bin"), gap::open);
    const auto wanted = "OK " + std::to_string(beyond_32_bits);
    if (!announces(it, line, beyond_32_bits))
        throw about(it, client, line, size_cut(), line_of(wanted), gap::send);
    std::filesystem::remove(it.folder / "remote/enorme.bin");
}

/// The 5 bytes that 32 bits hold of the announced size come, and no more.
void require_huge_put(service& it) {
    auto client = it.client();
    client.peer.send(put_line("corto.txt", beyond_32_bits) + hello);
    client.peer.finish_sending();
    const auto reply = client.line();
    if (reply == "OK")
        throw about(it, client, reply, size_cut(), {"files.size-waits", {}}, gap::receive);
}

void require_large_put(service& it) {
    // The sandbox lets a program write 16 MiB.
    const auto data = noise(15 * mebibyte, it.ctx->seed);
    const auto before = it.server.process.private_memory();
    auto client = it.client();
    client.peer.send(put_line("subida.bin", data.size()));
    const std::string_view all(data);
    client.peer.send(all.substr(0, all.size() - 1));
    require_little_memory(*it.ctx, it.server.process, before, data.size(), gap::receive);
    client.peer.send(all.substr(all.size() - 1));
    require_ok(it, client, "subida.bin", data.size());
    require_stored(it, client, "subida.bin", data);
}

}  // namespace

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
            // A reset that follows a FIN makes a blocked send fail with EPIPE, and SIGPIPE comes;
            // after a reset alone it is ECONNRESET (tcp_reset() in Linux).
            if (!reset) client.peer.finish_sending();
            reset ? client.peer.reset() : client.peer.close();
            soon(it, [] { return true; });
            require_service_after(it, {"files.broken-stuck", {}});
        }
        require_full_disk(ctx);
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
        writer.peer.send(put_line("libro.bin", fresh.size()));
        const std::string_view all(fresh);
        writer.peer.send(all.substr(0, all.size() / 2));
        it.server.process.await_rest();
        if (it.folder.read("remote/libro.bin") != old)
            throw about(it, writer, {}, {"files.half-visible", {}}, {"files.old-content", {}},
                        gap::receive);
        writer.peer.send(all.substr(all.size() / 2));
        require_ok(it, writer, "libro.bin", fresh.size());
        require_stored(it, writer, "libro.bin", fresh);

        const auto got = reader.bytes(old.size());
        if (announces(it, line, old.size()) && got == old) return;
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
        require_huge_get(it);
        require_huge_put(it);
        require_large_put(it);
    });
}

}  // namespace files_server_checks
