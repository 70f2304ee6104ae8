"""The scenes: who makes which call when. Each function plays one case on a stage (stage.py) and may
return more that was observed. SCENES, at the end, names them."""

LINE = "Hola Mundo Cruel\n"
OTHER_LINE = "¿Qué pasa, mañana?\n"  # UTF-8: five characters of two bytes


def hexadecimal(text):
    return text.encode().hex()


def exchange(client, server, text=LINE):
    """A line there and back, with room for all of it."""
    client(f"send connection {hexadecimal(text)}")
    server("recv connection 1024")
    server(f"send connection {hexadecimal(text)}")
    client("recv connection 1024")


def echo(stage):
    server = stage.server()
    client = stage.connect(server)
    exchange(client, server)
    client("close connection")
    server("recv connection 1024")
    server("close connection")


def killed_after_reply(stage):
    server = stage.server()
    client = stage.connect(server)
    exchange(client, server)
    server.kill()
    client(f"send connection {hexadecimal(LINE)}")
    client("recv connection 1024")
    client(f"send connection {hexadecimal(LINE)}")
    client("close connection")


def killed_with_unread_data(stage):
    server = stage.server()
    client = stage.connect(server)
    client(f"send connection {hexadecimal(LINE)}")
    server.kill()
    client("recv connection 1024")
    client(f"send connection {hexadecimal(LINE)}")
    client("close connection")


def half_close(stage):
    server = stage.server()
    client = stage.connect(server)
    client(f"send connection {hexadecimal(LINE)}")
    client("shutdown connection")
    server("recv connection 1024")
    server("recv connection 1024")
    server(f"send connection {hexadecimal(LINE)}")
    client("recv connection 1024")
    server("close connection")
    client("recv connection 1024")
    client("close connection")


def reset_by_linger(stage):
    server = stage.server()
    client = stage.connect(server)
    exchange(client, server)
    client("option connection linger 0")
    client("close connection")
    server("recv connection 1024")
    server("close connection")


def reset_by_unread_data(stage):
    server = stage.server()
    client = stage.connect(server)
    client(f"send connection {hexadecimal(LINE)}")
    server("close connection")
    client("recv connection 1024")
    client("close connection")


def refused(stage):
    client = stage.program("client")
    client("socket connection tcp")
    client("connect connection 127.0.0.1 5000")
    client("close connection")


def udp_echo(stage):
    server = stage.server("udp", port=5001)
    client = stage.program("client")
    client("socket socket udp")
    for text in ("Hola", "Mundo Cruel"):
        client(f"sendto socket 127.0.0.1 5001 {hexadecimal(text)}")
        server("recvfrom socket 65535")
        client_port = stage.client_port()
        server(f"sendto socket 127.0.0.1 {client_port} {hexadecimal(text)}")
        client("recvfrom socket 65535")
    client("close socket")
    server("close socket")


def udp_no_server(stage, connected):
    client = stage.program("client")
    client("socket socket udp")
    client("option socket timeout 500")
    if connected:
        client("connect socket 127.0.0.1 5001")
        client(f"send socket {hexadecimal('Hola')}")
        client("recv socket 65535")
    else:
        client(f"sendto socket 127.0.0.1 5001 {hexadecimal('Hola')}")
        client("recvfrom socket 65535")
    client("close socket")


def buffer8(stage, text):
    server = stage.server()
    client = stage.connect(server)
    client(f"send connection {hexadecimal(text)}")
    server("recv connection 1024")
    server(f"send connection {hexadecimal(text)}")
    missing = len(text.encode())
    while missing > 0:
        received, _ = client(f"recv connection {min(8, missing)}")
        missing -= received
    client("close connection")
    server("recv connection 1024")
    server("close connection")


def real_programs(stage, server, client, *arguments):
    """The solutions in C. They decide themselves when they make a call."""
    stage.acknowledgements = False
    stage.quiet = 0.3
    made = None
    if server:
        made = stage.program("server", server, "5000")
        stage.wait_for_listener(5000)
    asking = stage.program("client", client, "127.0.0.1", *arguments)
    if made:
        made.wait_for("accept")
    return made, asking


def experiment_a(stage):
    server, client = real_programs(stage, "tcp_server", "tcp_client", "5000")
    client.start(LINE.strip())
    client.wait_for("recv")  # the reply is there
    server.kill()
    client.start(LINE.strip())
    return client.end_of_input()


def experiment_b(stage):
    _, client = real_programs(stage, None, "udp_client", "5001", "500")
    client.start("Hola")
    return client.end_of_input()


def experiment_c(stage):
    _, client = real_programs(stage, "tcp_server", "tcp_client", "5000", "8")
    client.start(LINE.strip())
    return client.end_of_input()


def fill(client, piece):
    """Sends pieces without waiting until the kernel takes no more. The results."""
    results = []
    while results[-2:] != ["EAGAIN", "EAGAIN"]:
        sent, _ = client(f"fill connection {piece}")
        results.append(sent if sent >= 0 else "EAGAIN")
        if len(results) > 500:
            raise RuntimeError("the buffers do not become full")
    return results


def pattern(results, piece):
    """Results in words, equal ones in a row only once: their number depends on the kernel."""
    words = ["EAGAIN" if result == "EAGAIN" else "whole" if result == piece else "short"
             for result in results]
    return [word for index, word in enumerate(words) if words[index - 1:index] != [word]]


def total(results):
    return sum(result for result in results if result != "EAGAIN")


def full_buffers(stage, piece):
    stage.quiet, stage.observed_only = 0.05, True
    server = stage.server(options=["rcvbuf 4096"])
    client = stage.connect(server, options=["sndbuf 8192"])
    first = fill(client, piece)
    unsent, unread = client("unsent connection")[0], server("unread connection")[0]
    client.start("send connection 21")  # this one waits
    waits = client.waits()
    read = 0
    while read < total(first) + 1:
        read += server("recv connection 1024")[0]
    sent, _ = client.finish()
    again = fill(client, piece)
    return {
        "fill": {
            "piece": piece,
            "send_without_waiting": pattern(first, piece),
            "accepted_is_unread_plus_unsent": total(first) == unread + unsent,
            "both_buffers_hold_bytes": unread > 0 and unsent > 0,
            "window_closed": stage.window_closed(),
            "send_waits": waits,
            "send_after_the_server_has_read_all": sent,
            "read_is_accepted": read == total(first) + sent,
            "send_without_waiting_again": pattern(again, piece),
        },
        "measured": {"accepted": total(first), "unread_at_the_server": unread,
                     "unsent_at_the_client": unsent, "results": first},
    }


REACHED_AT = ("127.0.0.1", "10.0.0.2", "::1")


def who_listens(stage, kind, address, port=5000):
    """Connects to each address of this machine, always at port 5000."""
    server = stage.server(kind, address, port)
    client = stage.program("client")
    result = []
    for target in REACHED_AT:
        client(f"socket connection {'tcp6' if ':' in target else 'tcp'}")
        connected, error = client(f"connect connection {target} 5000")
        if connected == 0:
            server("accept listener connection")
        client("close connection")
        if connected == 0:
            server("recv connection 1024")
            server("close connection")
        result.append({"to": f"[{target}]:5000" if ":" in target else f"{target}:5000",
                       "result": connected, "errno": stage.errno(error)})
    shown = f"[{address}]" if ":" in address else address
    return {"bound": f"{shown}:{port}", "connects": result}


def time_wait(stage, first, reuse_before):
    """`first` closes first. Then a new listener at the same port, without SO_REUSEADDR and with."""
    server = stage.program("server")
    server("socket listener tcp")
    if reuse_before:
        server("option listener reuse 1")
    server("bind listener 0.0.0.0 5000")
    server("listen listener")
    client = stage.connect(server)
    exchange(client, server)
    states = [{"after": "the exchange", **stage.states()}]
    order = [("client", client), ("server", server)]
    if first == "server":
        order.reverse()
    for who, program in order:
        if who != first:
            program("recv connection 1024")  # 0: the other side has closed
        program("close connection")
        states.append({"after": f"the {who} closes", **stage.states()})
    server("close listener")
    binds = []
    for reuse in (False, True):
        server("socket listener tcp")
        if reuse:
            server("option listener reuse 1")
        bound, error = server("bind listener 0.0.0.0 5000")
        server("close listener")
        binds.append({"SO_REUSEADDR": reuse, "result": bound, "errno": stage.errno(error)})
    return {"closes_first": first, "first_listener_SO_REUSEADDR": reuse_before,
            "states": states, "binds": binds}


def many(stage, server):
    """Three clients connect; the first says nothing until the others have asked."""
    stage.acknowledgements = False  # the server answers at once, or a moment later
    stage.quiet = 0.3  # the server itself decides when it makes a call
    stage.program("server", server, "5000")
    stage.wait_for_listener(5000)
    clients = []
    for number in (1, 2, 3):
        client = stage.program(f"client {number}")
        client("socket connection tcp")
        client("option connection timeout 1000")
        client("connect connection 127.0.0.1 5000")
        clients.append(client)
    replies = []

    def ask(number):
        text = f"I am client {number}\n"
        clients[number - 1](f"send connection {hexadecimal(text)}")
        hear(number, f"client {number} has sent a line; client 1 is connected")

    def hear(number, when):
        received, error = clients[number - 1]("recv connection 1024")
        replies.append({"when": when, "client": f"client {number}", "result": received,
                        "errno": stage.errno(error)})

    ask(2)
    ask(3)
    clients[0]("close connection")
    for number in (2, 3):
        if replies[number - 2]["result"] < 0:
            hear(number, f"after client {number - 1} has closed")
        clients[number - 1]("close connection")
    return {"server": server, "replies": replies}


COMMON = ["times", "absolute sequence numbers", "the client's port (chosen by the kernel)"]

REAL = "in the solutions' case: segments that only acknowledge, except in the handshake"

# name: (what is left out beside COMMON, [(the case in words, the function that plays it)])
SCENES = {
    "echo": ([], [("the client sends a line, gets it back and closes", echo)]),
    "server_killed": ([REAL], [
        ("the server is killed after a reply", killed_after_reply),
        ("the server is killed before it has read", killed_with_unread_data),
        ("experiment A: the solutions' programs", experiment_a)]),
    "half_close": ([], [("the client ends only its sending side", half_close)]),
    "reset": ([], [
        ("the client closes with SO_LINGER 0", reset_by_linger),
        ("the server closes without having read", reset_by_unread_data)]),
    "refused": ([], [("no program listens at the port", refused)]),
    "udp_echo": ([], [("two datagrams", udp_echo)]),
    "udp_no_server": ([REAL], [
        ("a connected socket", lambda stage: udp_no_server(stage, True)),
        ("a socket that is not connected", lambda stage: udp_no_server(stage, False)),
        ("experiment B: the solution's program", experiment_b)]),
    "buffer8": ([REAL], [
        ("ASCII", lambda stage: buffer8(stage, LINE)),
        ("UTF-8", lambda stage: buffer8(stage, OTHER_LINE)),
        ("experiment C: the solutions' programs", experiment_c)]),
    "full_buffers": (
        ["packets and calls: their number and sizes depend on the kernel; equal results in a row "
         "are one word of a pattern",
         "\"measured\" is an example from one kernel; the test does not compare it"],
        [("pieces of 1,024 bytes", lambda stage: full_buffers(stage, 1024)),
         ("one send of 1,000,000 bytes", lambda stage: full_buffers(stage, 1_000_000))]),
    "who_listens": ([], [
        ("0.0.0.0", lambda stage: who_listens(stage, "tcp", "0.0.0.0")),
        ("127.0.0.1", lambda stage: who_listens(stage, "tcp", "127.0.0.1")),
        ("10.0.0.2, the machine's address in the network",
         lambda stage: who_listens(stage, "tcp", "10.0.0.2")),
        ("::", lambda stage: who_listens(stage, "tcp6", "::")),
        ("::1", lambda stage: who_listens(stage, "tcp6", "::1")),
        # 5000 is 0x1388; without htons a little-endian machine says 0x8813.
        ("0.0.0.0 with the port's bytes swapped",
         lambda stage: who_listens(stage, "tcp", "0.0.0.0", 0x8813))]),
    "time_wait": (["the end of TIME_WAIT, 60 s later on Linux"], [
        ("the server closes first", lambda stage: time_wait(stage, "server", True)),
        ("the client closes first", lambda stage: time_wait(stage, "client", True)),
        ("the server closes first; its listener was without SO_REUSEADDR",
         lambda stage: time_wait(stage, "server", False))]),
    "one_at_a_time": (["segments that only acknowledge, except in the handshake"], [
        ("one client after another", lambda stage: many(stage, "tcp_server")),
        ("all at the same time, with poll", lambda stage: many(stage, "many_server"))]),
}
