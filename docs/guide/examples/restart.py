# restart.py: a port whose last connection is in TIME-WAIT can be taken again, with SO_REUSEADDR.
import socket

old = socket.create_server(("127.0.0.1", 0))  # an earlier run, which set SO_REUSEADDR, too
address = old.getsockname()
client = socket.create_connection(address)
server, _ = old.accept()
server.close()  # the server closes first: its end stays in TIME-WAIT
assert client.recv(1) == b""
client.close()
old.close()

#[reuse]
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # before bind
listener.bind(address)
listener.listen()
print("listening again on the same port")
#[/reuse]
listener.close()
