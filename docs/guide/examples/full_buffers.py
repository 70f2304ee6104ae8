# full_buffers.py: the receiver does not read, so send takes a part, then nothing.
import socket
import sys


def send_some(client, left):
    """Sends what the kernel takes now, without waiting. Returns what is left."""
    #[fill]
    while left:
        try:
            taken = client.send(left, socket.MSG_DONTWAIT)
        except BlockingIOError:
            break  # no room now
        print(f"send took {taken} of {len(left)} bytes", file=sys.stderr)
        left = left[taken:]
    #[/fill]
    return left


with socket.create_server(("127.0.0.1", 0)) as listener:
    client = socket.create_connection(listener.getsockname())
    server, _ = listener.accept()

data = b"x" * 20_000_000
left = send_some(client, memoryview(data))
print(f"no room: {len(left)} bytes stay here until the other side reads", file=sys.stderr)

arrived = 0
while arrived < len(data):
    arrived += len(server.recv(100_000))
    left = send_some(client, left)
print(f"all {arrived} bytes have arrived")
client.close()
server.close()
