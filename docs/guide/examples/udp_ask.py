# udp_ask.py [port]: the first UDP client: one question, one answer, and a limit to the wait.
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 5001
try:
    #[ask]
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.connect(("127.0.0.1", port))
    server.send(b"Ada")

    server.settimeout(1)
    answer = server.recv(65507)
    sys.stdout.buffer.write(answer + b"\n")
    #[/ask]
except OSError as failure:
    sys.exit(f"udp_ask: {failure}")
