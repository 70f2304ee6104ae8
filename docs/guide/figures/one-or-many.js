// Three clients and two servers: how long each client waits.
customElements.define("sock-figure-one-or-many", class extends SockFigure {
  draw() {
    this.model = sockModels["one-or-many"];
    this.seconds = 20;
    this.slow = "A";
    this.pause = this.slider(this.words.pause, 1, 10, 8);
    this.now = this.slider(this.words.now, 0, this.seconds, 0);
    this.controls.append(this.select(this.words.slow, { A: "A", B: "B", C: "C", none: this.words.none }, "A", (slow) => { this.slow = slow; this.show(); }),
      this.pause.element, this.now.element);
    this.charts = { iterative: this.chart("iterative"), poll: this.chart("poll") };
    this.stage.append(this.charts.iterative.element, this.charts.poll.element, this.legend());
    this.show();
  }

  slider(label, min, max, value) {
    const output = this.el("output"), input = this.el("input", { type: "range", min, max, value, oninput: () => this.show() });
    const element = this.el("label", { class: "wide" }, label, this.el("span", { class: "slider" }, input, output));
    return { element, input, output };
  }

  chart(server) {
    const drawing = this.svg("svg", { class: "chart", height: 122, "aria-hidden": "true" }), list = this.el("ul", { class: "hidden" });
    return { element: this.el("div", {}, this.el("strong", {}, this.words.servers[server]), drawing, list), drawing, list };
  }

  legend() {
    const sample = (kind) => this.svg("svg", { width: 28, height: 14, "aria-hidden": "true", class: "chart" }, ...this.bar(kind, 0, "100%", 0, 14));
    return this.el("p", { class: "legend" }, ...["wait", "serve", "pause"].flatMap((kind) => [this.el("span", {}, sample(kind), ` ${this.words.kinds[kind]}`)]));
  }

  // Waiting is hollow, being served is filled, pausing is a thin line.
  bar(kind, x, width, y, height) {
    if (kind === "pause") return [this.svg("rect", { class: kind, x, width, y: y + height / 2 - 1, height: 2 })];
    return [this.svg("rect", { class: kind, x, width, y: y + 1, height: height - 2 })];
  }

  show() {
    const now = Number(this.now.input.value), pause = Number(this.pause.input.value);
    for (const { input, output } of [this.now, this.pause]) {
      output.textContent = `${input.value} s`;
      input.setAttribute("aria-valuetext", this.words.seconds(input.value));
    }
    const clients = this.model.clients(this.slow, pause);
    const all = { iterative: this.model.iterative(clients), poll: this.model.poll(clients) };
    for (const server of ["iterative", "poll"]) this.fillChart(this.charts[server], all[server], now);
    const longest = (server) => Math.max(...all[server].flatMap(({ asked, replied }) => asked.map((at, index) => replied[index] - at)));
    const doing = (server) => all[server].map((client) => `${client.name} ${this.words.doing[this.activity(client, now)]}`).join(", ");
    this.say(now === 0 ? this.words.told(longest("iterative"), longest("poll")) : this.words.at(now, doing("iterative"), doing("poll")));
  }

  activity(client, now) {
    if (now < client.at) return "absent";
    return this.model.spans(client).find(({ from, to }) => now >= from && now < to)?.kind ?? "gone";
  }

  fillChart({ drawing, list }, clients, now) {
    const x = (second) => `${9 + second / this.seconds * 89}%`, width = (seconds) => `${seconds / this.seconds * 89}%`;
    const parts = [];
    for (let second = 0; second <= this.seconds; second += 5) {
      parts.push(this.svg("line", { class: "tick", x1: x(second), x2: x(second), y1: 0, y2: 102 }),
        this.svg("text", { x: x(second), y: 118, "text-anchor": second === this.seconds ? "end" : "middle" }, `${second} s`));
    }
    clients.forEach((client, index) => {
      const y = 6 + index * 33;
      parts.push(this.svg("text", { x: "2%", y: y + 18 }, client.name),
        ...this.model.spans(client).flatMap(({ kind, from, to }) => this.bar(kind, x(from), width(to - from), y, 26)));
    });
    drawing.replaceChildren(...parts, this.svg("line", { class: "now", x1: x(now), x2: x(now), y1: 0, y2: 104 }));
    list.replaceChildren(...clients.map(({ name, asked, replied }) => this.el("li", {}, this.words.row(name, asked.map((at, index) => [at, replied[index]])))));
  }

  static words = {
    en: {
      title: "One slow client, two servers",
      slow: "The slow client", none: "none", pause: "It says nothing for", now: "Look at the moment",
      servers: { iterative: "One after another: accept, then this client until it closes", poll: "poll: each client that has sent something" },
      kinds: { wait: "waits for its reply", serve: "is being served", pause: "is silent" },
      doing: { absent: "is not there yet", wait: "waits", serve: "is being served", pause: "is silent", gone: "is gone" },
      seconds: (n) => `${n} seconds`,
      row: (name, pairs) => `${name}: ${pairs.map(([asked, replied]) => `request at ${asked} s, reply at ${replied} s`).join("; ")}`,
      told: (one, many) => `The longest wait for a reply: ${one} s if the clients are served one after another, ${many} s with poll. All three are connected at once: the kernel does that.`,
      at: (now, one, many) => `After ${now} s. One after another: ${one}. With poll: ${many}.`,
    },
    es: {
      title: "Un cliente lento, dos servidores",
      slow: "El cliente lento", none: "ninguno", pause: "Calla durante", now: "Mira el momento",
      servers: { iterative: "Uno tras otro: accept, y este cliente hasta que cierra", poll: "poll: cada cliente que ha enviado algo" },
      kinds: { wait: "espera su respuesta", serve: "lo atienden", pause: "calla" },
      doing: { absent: "aún no está", wait: "espera", serve: "es atendido", pause: "calla", gone: "ya se fue" },
      seconds: (n) => `${n} segundos`,
      row: (name, pairs) => `${name}: ${pairs.map(([asked, replied]) => `petición a los ${asked} s, respuesta a los ${replied} s`).join("; ")}`,
      told: (one, many) => `La espera más larga de una respuesta: ${one} s si se atiende a uno tras otro, ${many} s con poll. Los tres están conectados enseguida: de eso se ocupa el sistema.`,
      at: (now, one, many) => `A los ${now} s. Uno tras otro: ${one}. Con poll: ${many}.`,
    },
  };
});
