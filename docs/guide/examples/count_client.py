"""count_client [host [port]]

Sends standard input to count_server and prints the number that comes back. Without arguments:
127.0.0.1, port 5100.
"""

import socket
import sys


def main():
    host = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1"
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 5100
    #[ask]
    with socket.create_connection((host, port)) as counter:
        for text in sys.stdin.buffer:
            counter.sendall(text)
        counter.shutdown(socket.SHUT_WR)
        #[/ask]
        #[answer]
        answer = counter.makefile("rb").readline(100)
        if not answer:
            sys.exit("count_client: the end came before the number")
        sys.stdout.buffer.write(answer)
        #[/answer]


if __name__ == "__main__":
    try:
        main()
    except OSError as failure:
        sys.exit(f"count_client: {failure}")
