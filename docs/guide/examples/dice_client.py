"""dice_client [address [port]]

Asks dice_server for a number and waits one second for it. Without arguments: 127.0.0.1, 5101.
"""

import socket
import sys


def main():
    host = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1"
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 5101
    #[ask]
    table = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    table.connect((host, port))
    table.send(b"")
    table.settimeout(1)
    print(table.recv(16).decode())
    #[/ask]


if __name__ == "__main__":
    try:
        main()
    except OSError as failure:
        sys.exit(f"dice_client: {failure}")
