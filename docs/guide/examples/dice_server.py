"""dice_server [port]

Answers each datagram, also an empty one, with a number from 1 to 6. Without an argument:
port 5101.
"""

import random
import socket
import sys


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 5101
    #[answer]
    table = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    table.bind(("0.0.0.0", port))
    while True:
        question, sender = table.recvfrom(16)
        print(f"{sender} asks in {len(question)} bytes", file=sys.stderr)
        table.sendto(b"%d" % random.randint(1, 6), sender)
    #[/answer]


if __name__ == "__main__":
    try:
        main()
    except OSError as failure:
        sys.exit(f"dice_server: {failure}")
