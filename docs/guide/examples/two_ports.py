"""two_ports [port port]

One thread that waits at two UDP ports at once and says on stderr at which one a datagram has come.
Without arguments: ports 5102 and 5103.
"""

import select
import socket
import sys


def bound_to(port):
    door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    door.bind(("0.0.0.0", port))
    return door


def main():
    ports = [int(port) for port in sys.argv[1:3]] or [5102, 5103]
    doors = [bound_to(port) for port in ports]
    #[wait]
    while True:
        ready, _, _ = select.select(doors, [], [])
        for door in ready:
            size = len(door.recv(65535))
            print(f"{size} bytes at door {doors.index(door)}", file=sys.stderr)
    #[/wait]


if __name__ == "__main__":
    try:
        main()
    except OSError as failure:
        sys.exit(f"two_ports: {failure}")
