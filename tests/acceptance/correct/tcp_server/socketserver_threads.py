"""A thread for each client, with the standard library's socketserver."""
import ipaddress
import socketserver
import sys


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            while data := self.request.recv(4096):
                self.request.sendall(data)
        except OSError as failure:
            print(f"{self.client_address}: {failure}", file=sys.stderr)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


def main(arguments):
    try:
        if len(arguments) > 2:
            raise ValueError
        port = int(arguments[0]) if arguments else 5000
        address = str(ipaddress.IPv4Address(arguments[1])) if len(arguments) > 1 else ""
        if not 1 <= port <= 65535:
            raise ValueError
    except ValueError:
        print("usage: tcp_server [port [address]]", file=sys.stderr)
        return 2
    try:
        with Server((address, port), Echo) as server:
            server.serve_forever()
    except OSError as failure:
        print(f"tcp_server: {failure}", file=sys.stderr)
        return 1


sys.exit(main(sys.argv[1:]))
