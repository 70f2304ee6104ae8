// A UDP client asks three questions, one after another, and waits for each reply up to a limit.
globalThis.sockModels ??= {};
globalThis.sockModels["datagrams"] = (() => {
  const fates = ["arrives", "requestLost", "replyLost", "twice", "late"];
  const lines = ["uno", "dos", "tres"];

  // What reaches the client's address while it waits for the reply to line `index`.
  // A late reply comes after the next one (after the last line: when the client has ended).
  function arrivals({ fate, stranger, server }, index) {
    const found = [];
    if (stranger === index) found.push({ from: "stranger", data: "42" });
    if (!server) return found;
    const reply = { from: "server", data: lines[index] };
    if (fate[index] === "arrives" || fate[index] === "twice") found.push(reply);
    if (fate[index] === "twice") found.push(reply);
    if (index > 0 && fate[index - 1] === "late") found.push({ from: "server", data: lines[index - 1] });
    return found;
  }

  // kind: "any" takes what comes first; "checks" compares the sender itself; "connected" called connect, so the kernel compares.
  function client(network, kind) {
    let queue = [];
    return lines.map((line, index) => {
      const ignored = [];
      for (const datagram of arrivals(network, index)) {
        if (kind === "connected" && datagram.from !== "server") continue;  // never reaches the socket
        queue.push(datagram);
      }
      // ICMP "port unreachable" comes back at once, but only a connected socket is told.
      if (kind === "connected" && !network.server) return { line, ignored, errno: "ECONNREFUSED" };
      while (kind === "checks" && queue[0] && queue[0].from !== "server") ignored.push(queue.shift());
      const taken = queue.shift();
      if (!taken) return { line, ignored, errno: "EAGAIN" };
      return { line, ignored, taken, right: taken.from === "server" && taken.data === line };
    });
  }

  function run({ fate = ["arrives", "arrives", "arrives"], stranger = -1, server = true } = {}) {
    const network = { fate, stranger, server };
    return { any: client(network, "any"), checks: client(network, "checks"), connected: client(network, "connected") };
  }

  return { run, fates, lines };
})();
