// The states of both ends while a connection closes, and what bind of the server's port says meanwhile (Linux).
globalThis.sockModels ??= {};
globalThis.sockModels["time-wait"] = (() => {
  // `listening`: the first server still has its listener.
  const serverFirst = [
    { moment: "connected", client: "ESTABLISHED", server: "ESTABLISHED", listening: true },
    { moment: "serverEnds", segment: "server", client: "CLOSE-WAIT", server: "FIN-WAIT-2", listening: false },
    { moment: "clientCloses", segment: "client", client: "CLOSED", server: "TIME-WAIT", listening: false },
    { moment: "minute", client: "CLOSED", server: "CLOSED", listening: false },
  ];
  const clientFirst = [
    { moment: "connected", client: "ESTABLISHED", server: "ESTABLISHED", listening: true },
    { moment: "clientClosesFirst", segment: "client", client: "FIN-WAIT-2", server: "CLOSE-WAIT", listening: true },
    { moment: "serverEndsSecond", segment: "server", client: "TIME-WAIT", server: "CLOSED", listening: false },
    { moment: "minute", client: "CLOSED", server: "CLOSED", listening: false },
  ];

  // A listener always keeps the port. The socket of an old connection keeps it unless both it and the new
  // socket have SO_REUSEADDR. reuse: "none", "new" (only the new server sets it) or "both".
  function bind({ server, listening }, reuse) {
    if (listening) return "EADDRINUSE";
    return server === "CLOSED" || reuse === "both" ? 0 : "EADDRINUSE";
  }

  function timeline(first, reuse) {
    return (first === "server" ? serverFirst : clientFirst).map((at) => ({ ...at, bind: bind(at, reuse) }));
  }

  return { timeline, bind };
})();
