# send_all.py: the loop around send, until all bytes are on their way.
import socket


#[loop]
def send_whole(stream, data):  # what stream.sendall(data) does
    while data:
        taken = stream.send(data)  # at least 1, perhaps not all
        data = data[taken:]
#[/loop]


with socket.create_server(("127.0.0.1", 0)) as listener:
    client = socket.create_connection(listener.getsockname())
    server, _ = listener.accept()

send_whole(client, b"all of it")
client.close()
print(server.recv(100, socket.MSG_WAITALL).decode())
server.close()
