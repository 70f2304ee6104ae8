# datagrams.py: each recv takes one datagram; what has no room in the buffer is lost.
import socket

receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(("127.0.0.1", 0))
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

#[datagrams]
for text in b"uno", b"dos", b"", b"tres y cuatro":
    sender.sendto(text, receiver.getsockname())

for _ in range(4):
    data, _, flags, _ = receiver.recvmsg(8)  # recvfrom does not tell of a loss
    lost = ", the rest is lost" if flags & socket.MSG_TRUNC else ""
    print(f'{len(data)} bytes: "{data.decode()}"{lost}')
#[/datagrams]
sender.close()
receiver.close()
