# refused.py: a call that fails, and how the program learns why.
import socket

deaf = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # bound, but it does not listen
deaf.bind(("127.0.0.1", 0))
address = deaf.getsockname()

#[look]
try:
    server = socket.create_connection(address)
    print("connected to", server.getpeername())
except ConnectionRefusedError as failure:  # an OSError with failure.errno
    print(f"connect: {failure.strerror}")
#[/look]
deaf.close()
