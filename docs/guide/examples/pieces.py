# pieces.py: two sends, and what recv makes of them with room for 8 bytes.
import socket

with socket.create_server(("127.0.0.1", 0)) as listener:
    client = socket.create_connection(listener.getsockname())
    server, _ = listener.accept()

#[pieces]
client.sendall(b"Hola ")
client.sendall(b"Mundo Cruel")
client.close()

while piece := server.recv(8):
    print(f'{len(piece)} bytes: "{piece.decode()}"')
#[/pieces]
server.close()
