// Three questions over UDP: what the network does to each, and what three kinds of client take for the answer.
customElements.define("sock-figure-datagrams", class extends SockFigure {
  draw() {
    this.model = sockModels["datagrams"];
    this.network = { fate: this.model.lines.map(() => "arrives"), stranger: -1, server: true };
    const strangers = Object.fromEntries([[-1, this.words.never], ...this.model.lines.map((line, index) => [index, this.words.before(line)])]);
    this.controls.append(
      ...this.model.lines.map((line, index) => this.select(this.words.line(line), this.words.fates, "arrives", (fate) => {
        this.network.fate[index] = fate;
        this.show();
      })),
      this.select(this.words.stranger, strangers, "-1", (index) => { this.network.stranger = Number(index); this.show(); }),
      this.checkbox(this.words.server, true, (on) => { this.network.server = on; this.show(); }));
    this.drawing = this.svg("svg", { class: "sequence", height: 324, "aria-hidden": "true" });
    this.body = this.el("tbody");
    this.stage.append(this.drawing, this.el("table", {}, this.el("caption", {}, this.words.takes),
      this.el("thead", {}, this.el("tr", {}, this.el("th", { scope: "col" }, this.words.question),
        ...this.kinds.map((kind) => this.el("th", { scope: "col" }, this.words.kinds[kind])))), this.body));
    this.show();
  }

  kinds = ["any", "checks", "connected"];

  show() {
    const result = this.model.run(this.network);
    this.drawing.replaceChildren(...this.sequence());
    this.body.replaceChildren(...this.model.lines.map((line, index) => this.el("tr", {}, this.el("th", { scope: "row" }, line),
      ...this.kinds.map((kind) => this.cell(result[kind][index])))));
    this.say(this.told(result));
  }

  cell({ taken, right, errno }) {
    if (errno === "ECONNREFUSED") return this.el("td", {}, "ECONN", this.el("wbr"), "REFUSED");
    if (errno) return this.el("td", {}, this.words.noReply);
    const note = taken.from === "stranger" ? this.words.strangers : right ? "" : this.words.other;
    return this.el("td", { class: right ? "good" : "bad" }, `${right ? "✓" : "✗"} ${taken.data} ${note}`);
  }

  told(result) {
    const words = this.words.told, [wrong, late] = ["stranger", "server"].map((from) => (kind) =>
      result[kind].find(({ taken, right }) => taken?.from === from && !right));
    if (!this.network.server) return words.noServer;
    const parts = [];
    if (wrong("any")) parts.push(words.stranger(wrong("any").line));
    if (late("checks")) parts.push(words.confused(late("checks").taken.data, late("checks").line));
    const missing = result.checks.filter(({ errno }) => errno).map(({ line }) => line);
    if (missing.length) parts.push(words.missing(missing.join(", ")));
    return parts.length ? parts.slice(0, 2).join(" ") : words.fine;
  }

  // One band of 98 pixels for each question; the client is at the left.
  sequence() {
    const top = 28, band = 98, parts = [];
    const text = (x, y, anchor, words) => this.svg("text", { x, y, "text-anchor": anchor }, words);
    const line = (x1, y1, x2, y2, kind = "") => this.svg("line", { x1, y1, x2, y2, class: kind });
    const tip = (x, y, left, kind = "") => this.svg("svg", { x, y, overflow: "visible", class: kind }, this.svg("path", { d: left ? "M0 0 L10 -5 V5 Z" : "M0 0 L-10 -5 V5 Z" }));
    const lost = (x, y) => this.svg("svg", { x, y, overflow: "visible" }, this.svg("path", { class: "cross", d: "M-6 -6 L6 6 M6 -6 L-6 6" }));
    parts.push(text("6%", 16, "start", this.words.client), text("94%", 16, "end", this.network.server ? this.words.serverName : this.words.absent));
    parts.push(line("6%", 22, "6%", "100%", "life"), line("94%", 22, "94%", "100%", this.network.server ? "life" : "life gone"));
    this.model.lines.forEach((data, index) => {
      const y = top + band * index, fate = this.network.fate[index];
      parts.push(text("8%", y + 10, "start", data));
      if (fate === "requestLost") return parts.push(line("6%", y + 16, "50%", y + 16), lost("50%", y + 16));
      parts.push(line("6%", y + 16, "94%", y + 16), tip("94%", y + 16, false));
      if (!this.network.server) return parts.push(line("94%", y + 56, "6%", y + 56, "icmp"), tip("6%", y + 56, true), text("50%", y + 52, "middle", this.words.icmp));
      if (fate === "replyLost") return parts.push(line("94%", y + 56, "50%", y + 56), lost("50%", y + 56), text("92%", y + 52, "end", data));
      const end = fate === "late" ? y + band + 86 : y + 56;
      if (fate === "late" && index === 2) return parts.push(line("94%", y + 56, "40%", "100%"), text("92%", y + 52, "end", data));
      parts.push(line("94%", y + 56, "6%", end), tip("6%", end, true), text("92%", y + 52, "end", data));
      if (fate === "twice") parts.push(line("94%", y + 70, "6%", y + 70), tip("6%", y + 70, true), text("92%", y + 84, "end", this.words.again(data)));
    });
    if (this.network.stranger >= 0) {
      const y = top + band * this.network.stranger + 36;
      parts.push(line("60%", y, "6%", y, "strange"), tip("6%", y, true, "strange"), text("62%", y + 4, "start", this.words.stranger42));
    }
    return parts;
  }

  static words = {
    en: {
      title: "Three questions over UDP",
      line: (line) => `“${line}”`,
      fates: { arrives: "is answered", requestLost: "is lost", replyLost: "reply is lost", twice: "reply comes twice", late: "reply comes late" },
      stranger: "A stranger sends “42”", never: "never", before: (line) => `before the reply to “${line}”`,
      server: "the server runs",
      client: "client", serverName: "server", absent: "no server", icmp: "ICMP: port unreachable", stranger42: "42 (stranger)", again: (data) => `${data} again`,
      takes: "What recvfrom gives as the answer, to a client that …",
      question: "asked", kinds: { any: "takes any", checks: "checks the sender", connected: "called connect" },
      noReply: "no reply", strangers: "(stranger)", other: "(older)",
      told: {
        fine: "Every question gets its own answer, from the server.",
        noServer: "sendto succeeds, but no answer comes. Only a connected socket is told of the ICMP message; the others wait until time is up.",
        stranger: (line) => `Without a check, the stranger’s 42 is taken as the answer to “${line}”.`,
        confused: (data, line) => `Even with a check, “${data}” is taken as the answer to “${line}”: it is the server’s, but older. Number the questions.`,
        missing: (list) => `No reply to ${list} in time. The client cannot tell why.`,
      },
    },
    es: {
      title: "Tres preguntas por UDP",
      line: (line) => `«${line}»`,
      fates: { arrives: "recibe respuesta", requestLost: "se pierde", replyLost: "respuesta perdida", twice: "respuesta repetida", late: "respuesta tardía" },
      stranger: "Un extraño envía «42»", never: "nunca", before: (line) => `antes de la respuesta a «${line}»`,
      server: "el servidor está en marcha",
      client: "cliente", serverName: "servidor", absent: "sin servidor", icmp: "ICMP: puerto inalcanzable", stranger42: "42 (extraño)", again: (data) => `${data} otra vez`,
      takes: "Lo que recvfrom entrega como respuesta a un cliente que …",
      question: "pregunta", kinds: { any: "acepta todo", checks: "mira quién envía", connected: "llamó a connect" },
      noReply: "sin respuesta", strangers: "(del extraño)", other: "(anterior)",
      told: {
        fine: "Cada pregunta recibe su propia respuesta, y es del servidor.",
        noServer: "sendto sale bien, pero nadie responde. Solo un socket conectado se entera del mensaje ICMP; los otros esperan hasta que se les acaba el tiempo.",
        stranger: (line) => `Sin mirar quién envía, el 42 del extraño se toma como respuesta a «${line}».`,
        confused: (data, line) => `Aun mirando, «${data}» se toma como respuesta a «${line}»: es del servidor, pero anterior. Numera las preguntas.`,
        missing: (list) => `Sin respuesta a tiempo: ${list}. El cliente no puede saber por qué.`,
      },
    },
  };
});
