"""All clients at a time, with asyncio's streams."""
import asyncio
import ipaddress
import sys


async def serve(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError as failure:
        print(f"client: {failure}", file=sys.stderr)
    finally:
        writer.close()


async def main(port, address):
    server = await asyncio.start_server(serve, address, port)
    async with server:
        await server.serve_forever()


def usage():
    print("usage: tcp_server [port [address]]", file=sys.stderr)
    return 2


if __name__ == "__main__":
    arguments = sys.argv[1:]
    port = arguments[0] if arguments else "5000"
    address = arguments[1] if len(arguments) > 1 else "0.0.0.0"
    try:
        ipaddress.ip_address(address)
        valid = len(arguments) <= 2 and port.isascii() and port.isdigit() and 0 < int(port) < 65536
    except ValueError:
        valid = False
    if not valid:
        sys.exit(usage())
    try:
        asyncio.run(main(int(port), address))
    except OSError as failure:
        sys.exit(f"tcp_server: {failure}")
