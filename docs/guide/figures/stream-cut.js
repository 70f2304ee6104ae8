// A byte stream, byte by byte: where send put it in (above) and where recv cuts it (below).
customElements.define("sock-figure-stream-cut", class extends SockFigure {
  draw() {
    this.model = sockModels["stream-cut"];
    this.timing = "all";
    this.text = this.el("textarea", { rows: 3, maxlength: 120, spellcheck: "false", oninput: () => this.show() });
    this.text.value = this.words.example;
    this.size = this.el("input", { type: "range", min: 1, max: 64, value: 8, oninput: () => this.show() });
    this.sizeText = this.el("output");
    this.controls.append(
      this.el("label", { class: "wide" }, this.words.text, this.text),
      this.el("label", { class: "wide" }, this.words.size, this.el("span", { class: "slider" }, this.size, this.sizeText)),
      this.select(this.words.timing, this.words.whens, "all", (when) => { this.timing = when; this.show(); }));
    this.cells = this.el("div", { class: "cells", "aria-hidden": "true" });
    this.pieces = this.el("ol", { class: "calls" });
    const scroll = (label, child) => this.el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": label }, child);
    this.stage.append(this.el("p", { class: "legend", "aria-hidden": "true" }, this.words.legend),
      scroll(this.words.bytes, this.cells), scroll(this.words.pieces, this.pieces));
    this.show();
  }

  show() {
    const size = Number(this.size.value);
    const all = this.model.view(this.text.value, size, this.timing);
    this.sizeText.textContent = `recv(${size})`;
    this.size.setAttribute("aria-valuetext", `recv(${size})`);
    this.cells.replaceChildren(...all.letters.map((letter) => this.letter(all, letter)));
    this.pieces.replaceChildren(...all.recvs.map((piece) => this.el("li", {},
      this.el("code", {}, `recv(${size}) = ${piece.to - piece.from} `, this.el("b", {}, `"${this.model.literal(all, piece)}"`)))));
    const cut = all.letters.filter((letter) => letter.cut).map((letter) => letter.text);
    this.say(this.words.told(all.sends.length, all.recvs.length, [...new Set(cut)]));
  }

  // A letter and, below, its bytes. The upper edge shows where a send begins, the lower edge where a recv begins.
  letter(all, letter) {
    const parts = [];
    for (let at = letter.from; at < letter.to; ++at) {
      const hex = all.bytes[at].toString(16).padStart(2, "0");
      parts.push(this.edge(all.sends, at, "s", "sent"), this.el("span", { class: "hex" }, hex), this.edge(all.recvs, at, "r", "received"));
    }
    const shown = { "\n": "↵", " ": "␣", "\t": "⇥" }[letter.text] ?? letter.text;
    return this.el("span", { class: letter.cut ? "letter cut" : "letter", style: `--bytes: ${letter.to - letter.from}` },
      this.el("span", { class: "shown" }, letter.cut ? `✂ ${shown}` : shown), ...parts);
  }

  edge(ranges, at, name, kind) {
    const index = ranges.findIndex((range) => at >= range.from && at < range.to);
    const first = ranges[index].from === at;
    return this.el("span", { class: `${kind}${first ? " first" : ""}${index % 2 ? " odd" : ""}` }, first ? `${name}${index + 1}` : "");
  }

  static words = {
    en: {
      title: "recv cuts where its buffer ends",
      example: "Hola Mundo Cruel\nOtro año\n",
      text: "Text (each line is one send)",
      size: "The receiver's buffer",
      timing: "recv is called",
      whens: { all: "when everything has arrived", send: "after each send", segment: "after each segment of 5 bytes" },
      bytes: "The bytes of the stream", pieces: "What recv returns",
      legend: "s1, s2 …: a send begins. r1, r2 …: a recv begins. ✂: a character that is cut in two.",
      told: (sends, recvs, cut) => `${sends} ${sends === 1 ? "send" : "sends"}, ${recvs} ${recvs === 1 ? "recv" : "recvs"}. ` + (cut.length === 0 ? "No character is cut."
        : `Cut in two: ${cut.join(" ")}. A program that prints each piece on its own shows � there; print the bytes as they come.`),
    },
    es: {
      title: "recv corta donde acaba su búfer",
      example: "Hola Mundo Cruel\nOtro año\n",
      text: "Texto (cada línea es un send)",
      size: "El búfer de quien recibe",
      timing: "recv se llama",
      whens: { all: "cuando ya llegó todo", send: "después de cada send", segment: "después de cada segmento de 5 bytes" },
      bytes: "Los bytes del flujo", pieces: "Lo que devuelve recv",
      legend: "s1, s2 …: comienza un send. r1, r2 …: comienza un recv. ✂: un carácter partido en dos.",
      told: (sends, recvs, cut) => `${sends} send, ${recvs} recv. ` + (cut.length === 0 ? "Ningún carácter queda partido."
        : `Partido en dos: ${cut.join(" ")}. Un programa que imprime cada trozo por separado muestra � ahí; imprime los bytes como llegan.`),
    },
  };
});
