# A machine for the lab: what `./lab` would install, and a debugger. The tree is not in it: it is
# mounted at /sock, where the student edits it and where the build stays.
#
#   docker build -t sock-lab .
#   docker run --rm -it -v "$PWD:/sock" sock-lab check tcp_server
#
# podman without root: --userns=keep-id:uid=1000,gid=1000, so that the student is the user outside.
# `grade` makes boxes with a /proc of their own, for which /proc must not be masked. podman:
# --security-opt unmask=ALL. docker: --security-opt seccomp=unconfined --security-opt
# systempaths=unconfined.
FROM debian:13-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        g++ cmake ninja-build \
        nlohmann-json3-dev libtomlplusplus-dev catch2 \
        bubblewrap pkg-config python3 libarchive-dev libseccomp-dev nettle-dev libutf8proc-dev \
        gdb \
    && rm -rf /var/lib/apt/lists/*
# Most systems give their first user this number: what is written to /sock is theirs.
RUN useradd --create-home --uid 1000 student

ENV LANG=C.UTF-8
USER student
WORKDIR /sock
ENTRYPOINT ["./lab"]
