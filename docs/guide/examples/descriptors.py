# descriptors.py: a descriptor is a small number, which is free again after close.
import socket

#[open]
first = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
second = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(f"open: {first.fileno()}, {second.fileno()}")

first.close()
third = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(f"open: {second.fileno()}, {third.fileno()}")
#[/open]
second.close()
third.close()
