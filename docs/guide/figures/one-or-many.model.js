// When each client gets its replies: from a server that serves one connection after another, and from one that waits for all with poll.
globalThis.sockModels ??= {};
globalThis.sockModels["one-or-many"] = (() => {
  const work = 1;  // seconds that a reply takes

  // A client connects at `at`. Before each request it pauses (`pauses`), then it waits for the reply; after the last one it closes.
  const lineUp = (clients) => clients.map((client) => ({ ...client, asked: [], served: [], replied: [] }));

  function reply(client, from) {
    client.served.push(from);
    client.replied.push(from + work);
    return from + work;
  }

  const finished = (client) => client.replied.length === client.pauses.length;
  const nextRequest = (client) => (client.replied.at(-1) ?? client.at) + client.pauses[client.replied.length];

  // accept, recv and send until the client closes, then the next accept.
  function iterative(clients) {
    const all = lineUp(clients);
    let now = 0;
    for (const client of all) {
      now = client.accepted = Math.max(now, client.at);
      while (!finished(client)) {
        client.asked.push(nextRequest(client));
        now = reply(client, Math.max(now, client.asked.at(-1)));
      }
    }
    return all;
  }

  // Requests are answered in the order in which they come.
  function poll(clients) {
    const all = lineUp(clients);
    let now = 0;
    for (;;) {
      const open = all.filter((client) => !finished(client));
      if (open.length === 0) return all;
      const client = open.reduce((first, each) => nextRequest(each) < nextRequest(first) ? each : first);
      client.asked.push(nextRequest(client));
      client.accepted ??= Math.max(now, client.at);
      now = reply(client, Math.max(now, client.asked.at(-1)));
    }
  }

  // Three clients, a second apart; `slow` says nothing for `pause` seconds after it has connected.
  function clients(slow, pause) {
    return ["A", "B", "C"].map((name, index) => ({ name, at: index, pauses: [name === slow ? pause : 0, 1] }));
  }

  // What a client is doing at each moment: waiting for its reply, being served, or pausing.
  function spans(client) {
    const found = [];
    const add = (kind, from, to) => to > from && found.push({ kind, from, to });
    client.asked.forEach((asked, index) => {
      add("pause", index === 0 ? client.at : client.replied[index - 1], asked);
      add("wait", asked, client.served[index]);
      add("serve", client.served[index], client.replied[index]);
    });
    return found;
  }

  return { iterative, poll, clients, spans };
})();
