# broken.py: what recv and send say after the peer has reset the connection.
import socket
import struct

with socket.create_server(("127.0.0.1", 0)) as listener:
    client = socket.create_connection(listener.getsockname())
    server, _ = listener.accept()

# close sends a reset, as if the program had crashed with bytes unread
client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
client.close()

#[look]
try:
    print(f"recv: {len(server.recv(100))} bytes")
except ConnectionResetError as failure:
    print(f"recv: {failure.strerror}")
try:
    server.sendall(b"hola")
except BrokenPipeError as failure:  # Python ignores SIGPIPE
    print(f"send: {failure.strerror}")
#[/look]
server.close()
