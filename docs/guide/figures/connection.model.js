// The states of both ends of a TCP connection (RFC 9293, section 3.3.2), worked out from recorded segments and calls.
globalThis.sockModels ??= {};
globalThis.sockModels["connection"] = (() => {
  const has = (packet, flag) => packet.flags.includes(flag);

  function send(end, packet) {
    if (has(packet, "R")) end.state = "CLOSED";
    else if (has(packet, "S")) end.state = has(packet, "A") ? "SYN-RECEIVED" : "SYN-SENT";
    else if (has(packet, "F")) {
      end.fin = packet.seq + packet.length;  // the number that the FIN itself has
      end.state = end.state === "CLOSE-WAIT" ? "LAST-ACK" : "FIN-WAIT-1";
    }
  }

  function receive(end, packet) {
    if (has(packet, "R")) {
      end.state = "CLOSED";
      return;
    }
    if (has(packet, "A")) {
      const finAcknowledged = end.fin !== undefined && packet.ack > end.fin;
      if (end.state === "SYN-SENT" || end.state === "SYN-RECEIVED") end.state = "ESTABLISHED";
      else if (finAcknowledged) end.state = { "FIN-WAIT-1": "FIN-WAIT-2", CLOSING: "TIME-WAIT", "LAST-ACK": "CLOSED" }[end.state] ?? end.state;
    }
    if (has(packet, "F")) end.state = { ESTABLISHED: "CLOSE-WAIT", "FIN-WAIT-1": "CLOSING", "FIN-WAIT-2": "TIME-WAIT" }[end.state] ?? end.state;
  }

  function nameOfPacket(packet, before) {
    if (has(packet, "R")) return before.client === "SYN-SENT" ? "refused" : "rst";
    if (has(packet, "S")) return has(packet, "A") ? "synAck" : "syn";
    if (has(packet, "F")) return "fin";
    if (packet.length > 0) return "data";
    return before.server === "SYN-RECEIVED" ? "handshake" : "ack";
  }

  function nameOfCall(call) {
    if (call.errno) return call.errno;
    if (call.call === "recv") return call.result === 0 ? "recvZero" : "recv";
    return call.call;
  }

  // One step for each entry of the recording's `order`, and one where a connect returns; `after` are both states when it has happened.
  function steps(recording) {
    const ends = { client: { state: "CLOSED" }, server: { state: "CLOSED" } };
    const all = [];
    const states = () => ({ client: ends.client.state, server: ends.server.state });
    const add = (kind, who, item, name, before = states()) => all.push({ kind, who, item, name, before, after: states() });
    for (const [kind, index] of recording.order) {
      const before = states();
      if (kind === "packet") {
        const packet = recording.packets[index];
        send(ends[packet.from], packet);
        receive(ends[packet.from === "client" ? "server" : "client"], packet);
        add("packet", packet.from, packet, nameOfPacket(packet, before), before);
        const ended = recording.calls.find((call) => call.returns_after_packet === index);
        if (ended) add("return", ended.who, ended, ended.errno ?? "connected");
      } else {
        const call = recording.calls[index];
        const waits = call.returns_after_packet !== undefined;
        if (call.call === "listen" && !call.errno) ends[call.who].state = "LISTEN";
        if (call.call === "SIGKILL" && ends.server.state === "LISTEN") ends.server.state = "CLOSED";
        add(waits ? "wait" : "call", call.who, call, waits ? "waits" : nameOfCall(call), before);
      }
    }
    return all;
  }

  // A recording holds its first case itself, the others in `cases`.
  const scenarios = {
    echo: ["echo", 0], killed: ["server_killed", 0], killedUnread: ["server_killed", 1], halfClose: ["half_close", 0],
    reset: ["reset", 0], closedUnread: ["reset", 1], refused: ["refused", 0],
  };

  function find(recordings, scenario) {
    const [name, index] = scenarios[scenario];
    return index === 0 ? recordings?.[name] : recordings?.[name]?.cases?.[index - 1];
  }

  return { steps, find, scenarios: Object.keys(scenarios) };
})();
