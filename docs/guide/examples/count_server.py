"""count_server [port]

Counts the bytes that a client sends, until the client closes its sending side, and then sends the
number back as a line. One client after another. Without an argument: port 5100.
"""

import socket
import sys


#[count]
def count(client):
    total = 0
    while piece := client.recv(4096):
        total += len(piece)
    client.sendall(b"%d\n" % total)
#[/count]


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 5100
    #[listen]
    at = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    at.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    at.bind(("0.0.0.0", port))
    at.listen()
    #[/listen]
    while True:
        client, _ = at.accept()
        #[one-client]
        try:
            with client:
                count(client)
        except OSError as failure:
            print(f"count_server: {failure}", file=sys.stderr)
        #[/one-client]


if __name__ == "__main__":
    try:
        main()
    except OSError as failure:
        sys.exit(f"count_server: {failure}")
