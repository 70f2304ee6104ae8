# framing.py: a message with its length in front, four bytes, the largest first.
import socket


#[frame]
def send_message(to, message):
    to.sendall(len(message).to_bytes(4, "big") + message)


def recv_message(source):
    size = int.from_bytes(source.recv(4, socket.MSG_WAITALL), "big")
    if size > 1000:
        return b""  # never believe a length from outside
    return source.recv(size, socket.MSG_WAITALL) if size else b""
#[/frame]


with socket.create_server(("127.0.0.1", 0)) as listener:
    client = socket.create_connection(listener.getsockname())
    server, _ = listener.accept()

send_message(client, b"two\nlines")
send_message(client, b"Hola")
for _ in range(2):
    print(len(recv_message(server)), "bytes")
client.close()
server.close()
