// Two machines, their addresses and one listener: which connect reaches it.
customElements.define("sock-figure-who-listens", class extends SockFigure {
  draw() {
    this.model = sockModels["who-listens"];
    const { binds, targets, lan } = this.model;
    this.given = { bind: "0.0.0.0", forgot: "none", where: "same", to: "127.0.0.1", firewall: false };
    const set = (name) => (value) => { this.given[name] = value; this.show(); };
    const named = (list) => Object.fromEntries(list.map((address) => [address, address]));
    this.controls.append(
      this.radios(this.words.bind, named(binds), "0.0.0.0", set("bind")),
      this.radios(this.words.where, this.words.wheres, "same", set("where")),
      this.radios(this.words.to, named(targets), "127.0.0.1", set("to")),
      this.select(this.words.forgot, this.words.forgots, "none", set("forgot")),
      this.checkbox(this.words.firewall, false, set("firewall")));
    this.machines = this.el("div", { class: "machines" });
    this.answer = this.el("p", { class: "answer" });
    this.stage.append(this.machines, this.answer);
    this.addresses = { server: ["127.0.0.1", "::1", lan], client: ["127.0.0.1", "::1", "10.0.0.3"] };
    this.show();
  }

  show() {
    const found = this.model.reach(this.given);
    this.machines.replaceChildren(this.machine("server", found), this.machine("client", found));
    const connected = found.result === "connected";
    this.answer.className = `answer ${connected ? "good" : "bad"}`;
    this.answer.replaceChildren(this.el("code", {}, `connect(${this.where(this.given.to, found.asks)}) = ${connected ? "0" : `-1 ${found.result}`}`), connected ? " ✓" : " ✗");
    this.say(this.words.told[found.why](this.given, found));
  }

  where(address, port) {
    return `${address.includes(":") ? `[${address}]` : address}:${port}`;
  }

  machine(name, found) {
    const { bind, where, to } = this.given;
    const here = (where === "same") === (name === "server");
    return this.el("div", { class: "machine" }, this.el("strong", {}, this.words.machines[name]),
      this.el("code", { class: "listener" }, name === "server" ? `LISTEN ${this.where(bind, found.listens)}` : this.words.noListener),
      this.el("ul", {}, ...this.addresses[name].map((address) => {
        const open = name === "server" && this.model.accepts(bind, address);
        const wanted = name === found.machine && address === to;
        return this.el("li", { class: `${open ? "open" : ""}${wanted ? " wanted" : ""}` }, this.el("code", {}, address),
          this.el("span", {}, open ? `● ${this.words.listens}` : `○ ${this.words.closed}`), this.el("span", { class: "here" }, wanted ? this.words.wanted : ""));
      })),
      this.el("p", { class: "client" }, here ? this.words.clientHere : " "));
  }

  static words = {
    en: {
      title: "Who listens where, and who gets through",
      bind: "The server binds", where: "The client runs on", wheres: { same: "the server’s machine", other: "another machine of the LAN" },
      to: "and connects to", forgot: "htons is forgotten", forgots: { none: "nowhere", server: "in the server", client: "in the client", both: "in both" },
      firewall: "a firewall drops what comes from outside",
      machines: { server: "the server’s machine", client: "another machine" }, noListener: "(no listener)",
      listens: "listens", closed: "closed", wanted: "◀ connect", clientHere: "▲ the client runs here",
      told: {
        reached: ({ bind, to }) => `Connected: a listener at ${bind} takes connections to ${to}.`,
        bothSwapped: (given, { listens }) => `Connected, by accident: both made the same mistake and use port ${listens}. A correct client would not find this server.`,
        ownMachine: ({ to }) => `Refused: ${to} is always the machine on which the client itself runs, and no socket listens there.`,
        firewall: () => "The firewall throws the SYN away, so no answer comes at all: connect fails after minutes, not at once.",
        port: (given, { listens, asks }) => `Refused: the server listens on port ${listens}, the client asks for ${asks}. 5000 with its two bytes swapped is 34835.`,
        address: ({ bind, to }) => `Refused: the server bound ${bind} only, and the client asks for ${to}.`,
        family: ({ bind }) => `Refused: ${bind} is an IPv4 address, and the client asks over IPv6.`,
      },
    },
    es: {
      title: "Quién escucha dónde, y quién llega",
      bind: "El servidor enlaza", where: "El cliente está en", wheres: { same: "la máquina del servidor", other: "otra máquina de la LAN" },
      to: "y conecta con", forgot: "Falta htons", forgots: { none: "en ninguno", server: "en el servidor", client: "en el cliente", both: "en ambos" },
      firewall: "un cortafuegos descarta lo que viene de fuera",
      machines: { server: "la máquina del servidor", client: "otra máquina" }, noListener: "(sin listener)",
      listens: "escucha", closed: "cerrado", wanted: "◀ connect", clientHere: "▲ aquí está el cliente",
      told: {
        reached: ({ bind, to }) => `Conectado: un listener en ${bind} acepta conexiones a ${to}.`,
        bothSwapped: (given, { listens }) => `Conectado, por casualidad: los dos cometieron el mismo error y usan el puerto ${listens}. Un cliente correcto no encontraría este servidor.`,
        ownMachine: ({ to }) => `Rechazado: ${to} es siempre la máquina en la que está el propio cliente, y ahí nadie escucha.`,
        firewall: () => "El cortafuegos tira el SYN y no llega respuesta alguna: connect falla al cabo de minutos, no enseguida.",
        port: (given, { listens, asks }) => `Rechazado: el servidor escucha en el puerto ${listens} y el cliente pide el ${asks}. 5000 con sus dos bytes cambiados es 34835.`,
        address: ({ bind, to }) => `Rechazado: el servidor solo enlazó ${bind}, y el cliente pide ${to}.`,
        family: ({ bind }) => `Rechazado: ${bind} es una dirección IPv4, y el cliente pregunta por IPv6.`,
      },
    },
  };
});
