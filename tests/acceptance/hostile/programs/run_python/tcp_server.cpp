// Has no socket of its own: Python does the work.
#include <unistd.h>

int main(int argc, char** argv) {
    const char* server = R"(
import socket, sys, threading
port = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
host = sys.argv[2] if len(sys.argv) > 2 else "0.0.0.0"
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((host, port))
listener.listen()
def serve(one):
    try:
        while data := one.recv(4096):
            one.sendall(data)
    except OSError:
        pass
    one.close()
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
)";
    const char* port = argc > 1 ? argv[1] : nullptr;
    const char* host = argc > 2 ? argv[2] : nullptr;
    return execl("/usr/bin/python3", "python3", "-c", server, port, host, nullptr);
}
