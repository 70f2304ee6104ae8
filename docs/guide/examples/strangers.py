# strangers.py: a connected UDP socket receives from its peer only.
import socket

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

#[connected]
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.connect(server.getsockname())
stranger.sendto(b"trust me: 13", client.getsockname())  # arrives first, and is dropped
server.sendto(b"42", client.getsockname())

client.settimeout(1)
print("the answer:", client.recv(100).decode())
#[/connected]
for each in client, stranger, server:
    each.close()
