// Both ends while a connection closes, and whether a new server could have the port at each moment.
customElements.define("sock-figure-time-wait", class extends SockFigure {
  draw() {
    this.model = sockModels["time-wait"];
    this.first = "server";
    this.reuse = "none";
    this.rows = this.el("ol", { class: "moments" });
    this.steps = this.stepper((at) => this.show(at));
    this.controls.append(
      this.radios(this.words.first, this.words.ends, "server", (first) => { this.first = first; this.choose(); }),
      this.select(this.words.reuse, this.words.reuses, "none", (reuse) => { this.reuse = reuse; this.choose(); }),
      this.steps.element);
    this.stage.append(this.el("div", { class: "moment head", "aria-hidden": "true" }, this.el("span", {}), ...this.words.columns.map((name) => this.el("span", {}, name))), this.rows);
    this.choose();
  }

  choose() {
    this.all = this.model.timeline(this.first, this.reuse);
    this.rows.replaceChildren(...this.all.map((at) => this.row(at)));
    this.steps.set(this.all.length - 1, this.at ?? 0);
  }

  row({ moment, segment, client, server, bind }) {
    const cell = (column, text, kind = "") => this.el("span", { class: kind }, this.el("span", { class: "column" }, `${this.words.columns[column]}: `), text);
    const fin = { client: " FIN ▶", server: "◀ FIN " };
    return this.el("li", { class: "moment" }, this.el("span", { class: "when" }, this.words.moments[moment]),
      cell(0, this.state(client, segment === "client" ? fin.client : "")), cell(1, this.state(server, segment === "server" ? fin.server : "", true)),
      cell(2, this.el("code", {}, bind === 0 ? "0 ✓" : `${bind} ✗`), bind === 0 ? "good" : "bad"));
  }

  state(name, fin, before = false) {
    const mark = this.el("b", { class: "fin" }, fin), code = this.el("code", { class: name === "TIME-WAIT" ? "wait" : "" }, name);
    return this.el("span", { class: "state" }, ...(before ? [mark, code] : [code, mark]));
  }

  show(at) {
    this.at = at;
    [...this.rows.children].forEach((row, index) => {
      row.classList.toggle("future", index > at);
      row.classList.toggle("now", index === at);
      row.ariaCurrent = index === at ? "step" : null;
    });
    const { moment, client, server, bind, listening } = this.all[at];
    const held = listening ? "listener" : this.reuse === "new" ? "onlyNew" : "old";
    const why = bind !== 0 ? held : server === "CLOSED" ? "free" : "reuse";
    this.say(`${this.words.moments[moment]}. ${this.words.states(client, server)} ${this.words.why[why](server)}`);
  }

  static words = {
    en: {
      title: "Who closes first keeps TIME-WAIT",
      first: "Who closes first", ends: { server: "the server (Ctrl+C)", client: "the client" },
      reuse: "SO_REUSEADDR is set by", reuses: { none: "neither server", new: "only the new server", both: "both servers" },
      columns: ["client", "old server", "bind again"],
      moments: {
        connected: "Connected, the server runs", serverEnds: "The server ends", clientCloses: "The client reads 0 and closes",
        clientClosesFirst: "The client closes", serverEndsSecond: "The server reads 0 and closes; it is stopped", minute: "60 seconds later",
      },
      states: (client, server) => `Client: ${client}; server: ${server}.`,
      why: {
        free: () => "bind succeeds: no socket holds the port.",
        reuse: (state) => `bind succeeds in spite of ${state}, because both servers set SO_REUSEADDR.`,
        listener: () => "bind fails: the first server still listens. SO_REUSEADDR does not change that.",
        old: (state) => `bind fails: no program listens, but the kernel keeps the old connection (${state}).`,
        onlyNew: (state) => `bind fails: the old connection (${state}) was made without SO_REUSEADDR. The option counts when both servers set it.`,
      },
    },
    es: {
      title: "Quien cierra primero se queda en TIME-WAIT",
      first: "Quién cierra primero", ends: { server: "el servidor (Ctrl+C)", client: "el cliente" },
      reuse: "SO_REUSEADDR lo activa", reuses: { none: "ningún servidor", new: "solo el servidor nuevo", both: "los dos servidores" },
      columns: ["cliente", "servidor anterior", "otro bind"],
      moments: {
        connected: "Conectados, el servidor está en marcha", serverEnds: "El servidor termina", clientCloses: "El cliente lee 0 y cierra",
        clientClosesFirst: "El cliente cierra", serverEndsSecond: "El servidor lee 0 y cierra; lo detienen", minute: "60 segundos después",
      },
      states: (client, server) => `Cliente: ${client}; servidor: ${server}.`,
      why: {
        free: () => "bind sale bien: ningún socket ocupa el puerto.",
        reuse: (state) => `bind sale bien a pesar de ${state}, porque los dos servidores activaron SO_REUSEADDR.`,
        listener: () => "bind falla: el primer servidor sigue escuchando. SO_REUSEADDR no cambia eso.",
        old: (state) => `bind falla: ningún programa escucha, pero el sistema conserva la conexión anterior (${state}).`,
        onlyNew: (state) => `bind falla: la conexión anterior (${state}) se hizo sin SO_REUSEADDR. La opción vale si la activan los dos servidores.`,
      },
    },
  };
});
