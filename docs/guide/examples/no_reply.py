# no_reply.py: a wait for a datagram has a limit.
import socket

silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # receives, and never answers
silent.bind(("127.0.0.1", 0))
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

#[wait]
client.sendto(b"is anybody there?", silent.getsockname())  # succeeds: that is all it promises
client.settimeout(0.2)
try:
    answer, sender = client.recvfrom(1000)
    print(len(answer), "bytes")
except TimeoutError:
    print("no reply")
#[/wait]
client.close()
silent.close()
