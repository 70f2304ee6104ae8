#include "autograder/file_service.hpp"

#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"

namespace files_server_checks {

conversation service::client(bool small_buffers) {
    try {
        return conversation(connect(*ctx, server, small_buffers));
    } catch (const finding&) {
        if (!server.process.running()) throw ended();
        throw;
    }
}

finding service::ended() {
    finding result{
        {"files.exited", {}}, {"expected.connection", {}}, server.process.how_it_ended(), {}, {}};
    server.process.add_last_stderr_line(result.seen);
    return result;
}

std::string service::prepared() const {
    folder.make_folder("remote");
    folder.write("secret.txt", secret);
    folder.write("remote/hola.txt", hello);
    return folder.path();
}

sentence line_of(const std::string& text) {
    return {"expected.bytes", {{"count", count(text.size() + 1)}, {"bytes", show(text + '\n')}}};
}

finding about(service& it, const conversation& client, const std::optional<std::string>& line,
              sentence cause, sentence expected, const char* todo) {
    const auto status = end_of(it.server, client.peer);
    finding result{std::move(cause), std::move(expected), client.got(line), {}, todo};
    if (status) result.diagnosis = {"files.exited", {}};
    if (status) result.seen.push_back(it.server.process.how_it_ended());
    it.server.process.add_last_stderr_line(result.seen);
    return result;
}

std::string answer(service& it, conversation& client, const std::string& request,
                   sentence if_silent, const char* todo) {
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

bool announces(const service& it, const std::string& line, std::uint64_t size) {
    return line == "OK " + std::to_string(size) ||
           (line.starts_with("OK") && it.ctx->given.accepts(way::other_size));
}

void require_file(service& it, const std::string& file, const std::string& wanted,
                  sentence if_silent) {
    auto client = it.client();
    const auto line = answer(it, client, "GET " + file + '\n', std::move(if_silent), gap::open);
    const auto expected = "OK " + std::to_string(wanted.size());
    if (is_error(line))
        throw about(it, client, line, {"files.get-refused", {{"name", file}}}, line_of(expected),
                    gap::open);
    if (!announces(it, line, wanted.size()))
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

void require_stored(service& it, const conversation& client, const std::string& file,
                    const std::string& wanted) {
    const auto stored = it.folder.read("remote/" + file);
    if (stored == wanted) return;
    const bool later = support::await([&] { return it.folder.read("remote/" + file) == wanted; },
                                      support::deadline(time_to_close));
    const auto* cause = later    ? "files.ok-early"
                        : stored ? "files.put-differs"
                                 : "files.put-missing";
    auto result =
        about(it, client, {}, {cause, {}},
              {"files.stored", {{"size", count(wanted.size())}, {"name", file}}}, gap::receive);
    result.got = stored ? got_bytes(wanted, *stored) : sentence{"files.no-file", {{"name", file}}};
    throw result;
}

std::string put_line(const std::string& file, std::uint64_t size) {
    return "PUT " + file + ' ' + std::to_string(size) + '\n';
}

void require_ok(service& it, conversation& client, const std::string& file, std::uint64_t size) {
    const auto line = client.line();
    if (line && *line == "OK") return;
    const auto request = put_line(file, size);
    sentence cause{"files.put-refused", {{"name", show(file)}, {"count", count(file.size())}}};
    if (!line) cause = no_answer(request);
    if (!line && size > 0 && client.peer.end() == ending::open) cause.id = "files.put-waits";
    throw about(it, client, line, std::move(cause), line_of("OK"), gap::receive);
}

void require_put(service& it, const std::string& file, const std::string& bytes) {
    auto client = it.client();
    client.peer.send(put_line(file, bytes.size()) + bytes);
    require_ok(it, client, file, bytes.size());
    require_stored(it, client, file, bytes);
}

void require_service_after(service& it, const sentence& if_stuck) {
    auto client = it.client();
    const auto line = answer(it, client, "LIST\n", if_stuck);
    if (is_error(line)) throw about(it, client, line, if_stuck, {"files.some-list", {}});
}

void require_list(service& it, const std::string& wanted, const char* cause, const char* todo) {
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

}  // namespace files_server_checks
