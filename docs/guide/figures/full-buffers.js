// Bytes on their way: the sending program, its kernel's buffer, the other kernel's buffer, the program that reads.
customElements.define("sock-figure-full-buffers", class extends SockFigure {
  draw() {
    this.model = sockModels["full-buffers"];
    const step = 4096;
    this.send = this.button("", () => this.act(this.model.send(this.state, step)));
    this.send.classList.add("main");
    this.read = this.button(this.words.read, () => this.act(this.model.read(this.state, step)));
    this.controls.append(
      this.radios(this.words.mode, this.words.modes, "nonblocking", (mode) => this.restart(mode === "blocking")),
      this.el("div", { class: "steps" }, this.send, this.read, this.button(this.words.restart, () => this.restart(this.state.blocking))));
    this.places = {};
    this.stage.append(this.el("div", { class: "places" }, ...["program", "sender", "receiver", "reader"].map((name) => this.place(name))));
    this.calls = this.el("ol", { class: "calls" });
    this.log = this.el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": this.words.calls }, this.calls);
    this.stage.append(this.log);
    this.restart(false);
  }

  place(name) {
    const amount = this.el("span", { class: "amount" }), room = this.el("div", { class: "room", "aria-hidden": "true" });
    this.places[name] = { amount, room };
    return this.el("div", { class: `place ${name}` }, this.el("strong", {}, this.words.places[name]), room, amount);
  }

  restart(blocking) {
    this.act(this.model.start({ blocking }));
  }

  act(state) {
    this.state = state;
    const kib = this.words.kib, { sender, receiver, rest } = state;
    this.fill("program", rest ? [{ send: rest.send, bytes: rest.left }] : [], 4096, rest ? this.words.holds(kib(rest.left)) : this.words.holdsNothing);
    this.fill("sender", sender, state.senderRoom, this.words.of(kib(this.model.sum(sender)), kib(state.senderRoom)));
    this.fill("receiver", receiver, state.receiverRoom, this.words.of(kib(this.model.sum(receiver)), kib(state.receiverRoom)));
    this.fill("reader", [], 4096, this.words.hasRead(kib(state.read)));
    this.send.textContent = rest && !state.waiting ? this.words.sendRest(kib(rest.left)) : this.words.send;
    this.enable(this.send, !state.waiting);
    this.calls.replaceChildren(...state.calls.map(({ call, asked, result, errno }) => this.el("li", {},
      this.el("code", { class: call }, `${call}(${asked}) = ${errno ? `-1 ${errno}` : result}`))),
      ...(state.waiting ? [this.el("li", {}, this.el("code", {}, `send(${state.offered}) …`))] : []));
    this.log.scrollTop = this.log.scrollHeight;
    this.say(this.told(state));
  }

  // A row of 1 KiB cells, each with the number of the send that it came from.
  fill(name, pieces, room, amount) {
    const cells = pieces.flatMap(({ send, bytes }) => Array(Math.round(bytes / 1024)).fill(send));
    while (cells.length < room / 1024) cells.push(null);
    this.places[name].room.replaceChildren(...cells.map((send) => this.el("span", { class: send === null ? "cell" : "cell full" }, send ?? "")));
    this.places[name].amount.textContent = amount;
  }

  told(state) {
    const { waiting, calls, rest } = state, last = calls.at(-1), words = this.words.told;
    if (waiting) return words.waiting(rest.left);
    if (!last) return words.begin;
    if (last.call === "recv") return last.errno ? words.nothing : words.read(last.result, this.model.room(state));
    if (last.errno) return words.again;
    if (last.result < last.asked) return words.short(last.result, last.asked);
    if (calls.at(-2)?.call === "recv" && state.blocking && state.sender.length) return words.returned(last.result);
    return words.whole(last.result, this.model.sum(state.sender) > 0);
  }

  static words = {
    en: {
      title: "send fills two buffers while the other side does not read",
      mode: "The sender's socket",
      modes: { nonblocking: "non-blocking", blocking: "blocking" },
      send: "Send 4 KiB", sendRest: (size) => `Send the other ${size}`, read: "The other reads 4 KiB", restart: "Start again",
      places: { program: "sending program", sender: "buffer in its kernel", receiver: "buffer in the other kernel", reader: "reading program" },
      kib: (bytes) => `${bytes / 1024} KiB`,
      of: (full, room) => `${full} of ${room}`,
      holds: (size) => `still has ${size}`, holdsNothing: "has nothing left", hasRead: (size) => `has read ${size}`,
      calls: "The calls and what they returned",
      told: {
        begin: "Both buffers are empty. The other program does not read until you tell it to.",
        whole: (n, waits) => `send returned ${n}: all of it is in the kernels. ${waits ? "The receiver's buffer is full, so the sender's fills." : "It has not been read yet."}`,
        short: (n, asked) => `A short write: send took ${n} of ${asked} bytes. The program must keep the rest and send it later.`,
        again: "send failed with EAGAIN: no room at all. Wait with poll until the socket can be written to.",
        waiting: (left) => `send does not return: ${left} bytes still have no room. The program waits until the other reads.`,
        returned: (n) => `The reader made room, so send could finish: it returned ${n}.`,
        read: (n, room) => `The other program read ${n} bytes. ${room} bytes have room again.`,
        nothing: "There is nothing to read.",
      },
    },
    es: {
      title: "send llena dos búferes mientras nadie lee",
      mode: "El socket que envía",
      modes: { nonblocking: "no bloqueante", blocking: "bloqueante" },
      send: "Enviar 4 KiB", sendRest: (size) => `Enviar los otros ${size}`, read: "El otro lee 4 KiB", restart: "Empezar de nuevo",
      places: { program: "programa que envía", sender: "búfer en su sistema", receiver: "búfer en el otro sistema", reader: "programa que lee" },
      kib: (bytes) => `${bytes / 1024} KiB`,
      of: (full, room) => `${full} de ${room}`,
      holds: (size) => `aún tiene ${size}`, holdsNothing: "no le queda nada", hasRead: (size) => `ha leído ${size}`,
      calls: "Las llamadas y lo que devolvieron",
      told: {
        begin: "Los dos búferes están vacíos. El otro programa no lee hasta que se lo pidas.",
        whole: (n, waits) => `send devolvió ${n}: todo está en los sistemas. ${waits ? "El búfer de quien recibe está lleno; se llena el de quien envía." : "Nadie lo ha leído aún."}`,
        short: (n, asked) => `Un envío incompleto: send tomó ${n} de ${asked} bytes. El programa debe guardar el resto y enviarlo después.`,
        again: "send falló con EAGAIN: no hay sitio. Espera con poll a que se pueda escribir en el socket.",
        waiting: (left) => `send no vuelve: ${left} bytes aún no tienen sitio. El programa espera hasta que el otro lea.`,
        returned: (n) => `Quien lee hizo sitio y send pudo terminar: devolvió ${n}.`,
        read: (n, room) => `El otro programa leyó ${n} bytes. Vuelve a haber sitio para ${room} bytes.`,
        nothing: "No hay nada que leer.",
      },
    },
  };
});
