# udp_greet.py [port]: the first UDP server: each datagram is a name, and the greeting goes back.
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 5001
#[serve]
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", port))
print(f"udp_greet at 127.0.0.1:{port}", file=sys.stderr)

#[reply]
while True:
    name, sender = server.recvfrom(1000)
    server.sendto(b"Hello, " + name + b"!", sender)
#[/reply]
#[/serve]
