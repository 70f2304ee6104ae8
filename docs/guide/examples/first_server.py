# first_server.py [port]: the first TCP server: it greets each client by its name.
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 5000

#[listen]
listener = socket.create_server(("127.0.0.1", port))  # socket, bind and listen in one
print(f"first_server at 127.0.0.1:{port}", file=sys.stderr)
#[/listen]

#[serve]
while True:
    client, address = listener.accept()
    with client, client.makefile("rb") as lines:
        name = lines.readline(100).rstrip(b"\n")
        client.sendall(b"Hello, " + name + b"!\n")
#[/serve]
