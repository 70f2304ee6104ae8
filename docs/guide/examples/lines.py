# lines.py: whole lines out of a stream that comes in pieces of any size.
import socket

with socket.create_server(("127.0.0.1", 0)) as listener:
    client = socket.create_connection(listener.getsockname())
    server, _ = listener.accept()

for piece in b"uno\ndo", b"s\ntre", b"s\n":
    client.sendall(piece)
client.close()

#[lines]
waiting = b""
while piece := server.recv(512):
    waiting += piece
    *lines, waiting = waiting.split(b"\n")  # what follows the last newline stays
    for line in lines:
        print("line:", line.decode())
    if len(waiting) > 512:
        break  # too long
#[/lines]
server.close()
