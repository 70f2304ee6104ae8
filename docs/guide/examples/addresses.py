# addresses.py [host]: a name may stand for several addresses.
import socket
import sys

host = sys.argv[1] if len(sys.argv) > 1 else "localhost"
try:
    #[resolve]
    for found in socket.getaddrinfo(host, 5000, type=socket.SOCK_STREAM):
        address, port, *_ = found[4]
        print(f"{address} port {port}")
    #[/resolve]
except socket.gaierror as failure:
    sys.exit(f"addresses: {host}: {failure.strerror}")
