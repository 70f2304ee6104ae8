# half_close.py: a client that has said everything, and still gets the answer.
import socket

with socket.create_server(("127.0.0.1", 0)) as listener:
    client = socket.create_connection(listener.getsockname())
    server, _ = listener.accept()

#[talk]
client.sendall(b"uno\ndos\n")
client.shutdown(socket.SHUT_WR)  # "that was all": the server's recv will return b""

total = 0
while piece := server.recv(1024):
    total += len(piece)
server.sendall(f"{total} bytes came".encode())  # only after the end, and it arrives
server.close()

while piece := client.recv(1024):
    print(f"the server says: {piece.decode()}")
#[/talk]
client.close()
