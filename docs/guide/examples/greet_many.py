# greet_many.py [port]: first_server for many clients at once: a thread for each.
import socket
import sys
import threading


#[greet]
def greet(client):
    try:
        with client, client.makefile("rb") as lines:
            name = lines.readline(100).rstrip(b"\n")
            client.sendall(b"Hello, " + name + b"!\n")
    except ConnectionError as failure:
        print(f"greet_many: {failure}", file=sys.stderr)


def serve(listener):
    while True:
        client, address = listener.accept()
        threading.Thread(target=greet, args=(client,), daemon=True).start()
#[/greet]


port = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
with socket.create_server(("127.0.0.1", port)) as listener:
    print(f"greet_many at 127.0.0.1:{port}", file=sys.stderr)
    serve(listener)
