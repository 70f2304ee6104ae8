// A recorded TCP connection, step by step: segments in the middle, the calls of both programs at their sides, both states above.
customElements.define("sock-figure-connection", class extends SockFigure {
  draw() {
    this.model = sockModels["connection"];
    const recorded = this.model.scenarios.filter((name) => this.model.find(globalThis.sockRecordings, name));
    if (recorded.length === 0) return false;
    const names = Object.fromEntries(recorded.map((name) => [name, this.words.scenarios[name]]));
    this.state = { client: this.el("code"), server: this.el("code") };
    this.rows = this.el("ol", { class: "ladder" });
    this.view = this.el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": this.words.ladder }, this.rows);
    this.steps = this.stepper((at) => this.show(at));
    this.controls.append(this.select(this.words.scenario, names, recorded[0], (name) => this.choose(name)), this.steps.element);
    this.stage.append(this.el("div", { class: "ends" }, ...["client", "server"].map((who) =>
      this.el("div", {}, this.el("strong", {}, this.words.who[who]), this.state[who]))), this.view);
    this.choose(recorded[0]);
  }

  choose(name) {
    this.scenario = name;
    this.all = this.model.steps(this.model.find(sockRecordings, name));
    this.rows.replaceChildren(...this.all.map((step) => step.kind === "packet" ? this.packet(step) : this.call(step)));
    // The server is ready: its first calls are there already.
    this.steps.set(this.all.length, this.all.findIndex((step) => step.who === "client"));
    this.say(this.words.begin[name]);
  }

  call({ kind, who, item }) {
    const given = [item.fd, item.arguments].filter(Boolean).join(", ");
    const result = item.errno ? `-1 ${item.errno}` : item.result;
    const data = item.data ? ` "${this.readable(item.data)}"` : "";
    const text = item.call === "SIGKILL" ? this.words.killed : kind === "wait" ? `${item.call}(${given}) …`
      : kind === "return" ? `… ${item.call} = ${result}` : `${item.call}(${given}) =\u00a0${result}${data}`;
    return this.el("li", { class: `call ${who}` }, this.el("span", { class: "hidden" }, `${this.words.who[who]}: `), this.el("code", {}, text));
  }

  readable(data) {
    return data.replaceAll("\\x0a", "\\n");
  }

  packet({ who, item }) {
    const flags = { S: "SYN", F: "FIN", R: "RST", P: "PSH", A: "ACK" };
    const names = Object.keys(flags).filter((flag) => item.flags.includes(flag)).map((flag) => flags[flag]).join(" ");
    const data = item.length ? ` ${this.words.bytes(item.length)} "${this.readable(item.data)}"` : "";
    const numbers = `seq ${item.seq}${item.flags.includes("A") ? ` ack ${item.ack}` : ""}`;
    const direction = who === "client" ? this.words.toServer : this.words.toClient;
    return this.el("li", { class: "packet" }, this.el("span", { class: "hidden" }, `${direction}: `),
      this.el("span", { class: "label" }, this.el("strong", {}, names), `${data} `, this.el("small", {}, numbers)), this.arrow(who === "server"));
  }

  show(at) {
    [...this.rows.children].forEach((row, index) => {
      row.classList.toggle("future", index >= at);
      row.classList.toggle("now", index === at - 1);
      row.ariaCurrent = index === at - 1 ? "step" : null;
    });
    const step = this.all[at - 1];
    const states = step ? step.after : this.all[0].before;
    for (const who of ["client", "server"]) this.state[who].textContent = states[who];
    const row = this.rows.children[Math.max(at - 1, 0)];
    this.view.scrollTop = at === 0 ? 0 : row.offsetTop - this.view.clientHeight / 2;
    if (!step) return this.say(this.words.begin[this.scenario]);
    const told = this.words.told[step.name] ?? (step.item.errno ? this.words.told.error : this.words.told.other);
    this.say(`${told(this.words.who[step.who], step.item, this.words.who[step.who === "client" ? "server" : "client"])} ${this.change(step)}`);
  }

  change({ before, after }) {
    return ["client", "server"].filter((who) => before[who] !== after[who])
      .map((who) => this.words.now(this.words.who[who], after[who])).join(" ");
  }

  static words = {
    en: {
      title: "A connection, step by step (recorded)",
      scenario: "What happens",
      scenarios: {
        echo: "a whole echo", killed: "the server is killed after a reply", killedUnread: "the server is killed before it reads", halfClose: "a half-close",
        reset: "the client resets", closedUnread: "the server closes without reading", refused: "no socket listens",
      },
      killed: "✗ SIGKILL",
      ladder: "Calls and segments so far",
      who: { client: "client", server: "server" },
      toServer: "client to server", toClient: "server to client",
      bytes: (n) => n === 1 ? "1 byte" : `${n} bytes`,
      now: (who, state) => `Now the ${who} is in ${state}.`,
      begin: {
        echo: "The client sends a line, the server sends it back, the client closes. Press Next.",
        killed: "The server process is killed after a reply; the client does not know and sends on. Press Next.",
        killedUnread: "The server process is killed while bytes wait for it. Press Next.",
        halfClose: "The client ends its own direction and still receives the answer. Press Next.",
        reset: "The client breaks the connection off in place of closing it. Press Next.",
        closedUnread: "The server closes while bytes that it has not read wait for it. Press Next.",
        refused: "No program listens on the port that the client asks for. Press Next.",
      },
      told: {
        syn: (who) => `The kernel of the ${who} asks for a connection: SYN.`,
        synAck: (who) => `The kernel of the ${who} agrees. The program was not asked: it may not have called accept yet.`,
        handshake: (who) => `The kernel of the ${who} confirms. The handshake is complete.`,
        data: (who, item) => `${item.length} bytes leave the ${who}; the first has number ${item.seq}.`,
        ack: (who, item) => `The ${who} confirms: everything before byte ${item.ack} has arrived in its kernel. The program may not have read it yet.`,
        fin: (who, item, other) => `FIN: the ${who} will send nothing more. The ${other} may still send.`,
        rst: (who) => `RST: the ${who} breaks the connection off. Both ends forget it.`,
        refused: (who) => `No socket listens on this port, so the kernel of the ${who} answers with a reset.`,
        socket: (who) => `The ${who} creates a socket. Nothing travels.`,
        setsockopt: (who) => `The ${who} sets an option of its socket. Nothing travels.`,
        bind: (who) => `The ${who} gives its socket an address. Nothing travels.`,
        listen: (who) => `From now on, the kernel of the ${who} completes connections on its own.`,
        waits: (who, item) => `The ${who} calls ${item.call}, which waits for the answer to its SYN.`,
        connected: (who, item, other) => `connect returns 0 to the ${who}. The program of the ${other} need not have called accept.`,
        SIGKILL: (who) => `The process of the ${who} is killed. It cannot say goodbye; its kernel closes its sockets.`,
        accept: (who) => `accept returns a new descriptor to the ${who}: its conversation with this client.`,
        send: (who, item) => `The ${who} calls send, which returns ${item.result}: its kernel has taken ${item.result} bytes. That says nothing about their arrival.`,
        recv: (who, item) => `recv returns ${item.result}: the ${who} has ${item.result} bytes now.`,
        recvZero: (who, item, other) => `recv returns 0: the ${other} sends nothing more, and the ${who} has read everything.`,
        shutdown: (who) => `The ${who} ends its sending direction. It can still receive.`,
        close: (who) => `The ${who} gives its descriptor back.`,
        ECONNREFUSED: (who, item) => `${item.call} fails at the ${who} with ECONNREFUSED, at once: it did get an answer.`,
        ECONNRESET: (who, item, other) => `${item.call} fails at the ${who} with ECONNRESET: the ${other} broke the connection off.`,
        EPIPE: (who, item) => `${item.call} fails at the ${who} with EPIPE: the connection is gone. By default the signal SIGPIPE ends the program here.`,
        error: (who, item) => `${item.call} fails at the ${who} with ${item.errno}.`,
        other: (who, item) => `The ${who} calls ${item.call}; it returns ${item.result}.`,
      },
    },
    es: {
      title: "Una conexión, paso a paso (grabada)",
      scenario: "Qué ocurre",
      scenarios: {
        echo: "un eco completo", killed: "matan al servidor tras una respuesta", killedUnread: "matan al servidor antes de que lea", halfClose: "un cierre a medias",
        reset: "el cliente corta", closedUnread: "el servidor cierra sin leer", refused: "nadie escucha",
      },
      killed: "✗ SIGKILL",
      ladder: "Llamadas y segmentos hasta ahora",
      who: { client: "cliente", server: "servidor" },
      toServer: "del cliente al servidor", toClient: "del servidor al cliente",
      bytes: (n) => n === 1 ? "1 byte" : `${n} bytes`,
      now: (who, state) => `Ahora el ${who} está en ${state}.`,
      begin: {
        echo: "El cliente envía una línea, el servidor la devuelve y el cliente cierra. Pulsa Siguiente.",
        killed: "Matan al proceso del servidor tras una respuesta; el cliente no lo sabe y sigue enviando. Pulsa Siguiente.",
        killedUnread: "Matan al proceso del servidor cuando hay bytes que lo esperan. Pulsa Siguiente.",
        halfClose: "El cliente termina su sentido y todavía recibe la respuesta. Pulsa Siguiente.",
        reset: "El cliente corta la conexión en lugar de cerrarla. Pulsa Siguiente.",
        closedUnread: "El servidor cierra cuando lo esperan bytes que no ha leído. Pulsa Siguiente.",
        refused: "Ningún programa escucha en el puerto que pide el cliente. Pulsa Siguiente.",
      },
      told: {
        syn: (who) => `El sistema del ${who} pide una conexión: SYN.`,
        synAck: (who) => `El sistema del ${who} acepta. Al programa no se le preguntó: quizá aún no llamó a accept.`,
        handshake: (who) => `El sistema del ${who} confirma. El saludo en tres pasos está completo.`,
        data: (who, item) => `Salen ${item.length} bytes del ${who}; el primero lleva el número ${item.seq}.`,
        ack: (who, item) => `El ${who} confirma: todo lo anterior al byte ${item.ack} llegó a su sistema. Puede que el programa aún no lo haya leído.`,
        fin: (who, item, other) => `FIN: el ${who} no enviará nada más. El ${other} todavía puede enviar.`,
        rst: (who) => `RST: el ${who} corta la conexión. Los dos extremos la olvidan.`,
        refused: (who) => `Nadie escucha en este puerto, así que el sistema del ${who} responde con un corte.`,
        socket: (who) => `El ${who} crea un socket. No viaja nada.`,
        setsockopt: (who) => `El ${who} fija una opción de su socket. No viaja nada.`,
        bind: (who) => `El ${who} da una dirección a su socket. No viaja nada.`,
        listen: (who) => `Desde ahora, el sistema del ${who} completa conexiones por su cuenta.`,
        waits: (who, item) => `El ${who} llama a ${item.call}, que espera la respuesta a su SYN.`,
        connected: (who, item, other) => `connect devuelve 0 al ${who}. El programa del ${other} puede no haber llamado aún a accept.`,
        SIGKILL: (who) => `Matan al proceso del ${who}. No puede despedirse; su sistema cierra sus sockets.`,
        accept: (who) => `accept devuelve al ${who} un descriptor nuevo: su conversación con este cliente.`,
        send: (who, item) => `El ${who} llama a send, que devuelve ${item.result}: su sistema tomó ${item.result} bytes. Eso no dice nada de su llegada.`,
        recv: (who, item) => `recv devuelve ${item.result}: ahora el ${who} tiene ${item.result} bytes.`,
        recvZero: (who, item, other) => `recv devuelve 0: el ${other} no envía nada más, y el ${who} ya lo leyó todo.`,
        shutdown: (who) => `El ${who} termina su sentido de envío. Todavía puede recibir.`,
        close: (who) => `El ${who} devuelve su descriptor.`,
        ECONNREFUSED: (who, item) => `En el ${who}, ${item.call} falla con ECONNREFUSED, enseguida: sí hubo respuesta.`,
        ECONNRESET: (who, item, other) => `En el ${who}, ${item.call} falla con ECONNRESET: el ${other} cortó la conexión.`,
        EPIPE: (who, item) => `En el ${who}, ${item.call} falla con EPIPE: ya no hay conexión. Por omisión, la señal SIGPIPE termina aquí el programa.`,
        error: (who, item) => `En el ${who}, ${item.call} falla con ${item.errno}.`,
        other: (who, item) => `El ${who} llama a ${item.call}, que devuelve ${item.result}.`,
      },
    },
  };
});
