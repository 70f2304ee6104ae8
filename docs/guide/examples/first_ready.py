# first_ready.py: one wait for two connections; select says which of them can be read.
import selectors
import socket

with socket.create_server(("127.0.0.1", 0)) as listener:
    anna = socket.create_connection(listener.getsockname())
    from_anna, _ = listener.accept()
    bob = socket.create_connection(listener.getsockname())
    from_bob, _ = listener.accept()

bob.sendall(b"I speak first")

#[poll]
both = selectors.DefaultSelector()
both.register(from_anna, selectors.EVENT_READ)
both.register(from_bob, selectors.EVENT_READ)
ready = [key.fileobj for key, _ in both.select()]
print(f"{len(ready)} is ready; anna: {from_anna in ready:d}, bob: {from_bob in ready:d}")
#[/poll]
both.close()
for each in anna, from_anna, bob, from_bob:
    each.close()
