# byte_order.py: the two bytes of port 5000 on the network, and the port that they are swapped.

#[bytes]
port = 5000  # 0x1388
ready = port.to_bytes(2, "big")
print("on the network:", ready[0], ready[1])
print("swapped:", int.from_bytes(ready, "little"))
#[/bytes]
