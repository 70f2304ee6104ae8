# first_client.py [port]: the first TCP client: it connects, says a name, and prints the answer.
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 5000

#[ask]
server = socket.create_connection(("127.0.0.1", port))
server.sendall(b"Ada\n")
#[/ask]

#[print]
while piece := server.recv(1024):
    sys.stdout.buffer.write(piece)
#[/print]
server.close()
