// What all figures share. Loaded before them. A figure extends SockFigure and gives `static words = {en, es}` and `draw()`.
globalThis.SockFigure = class extends HTMLElement {
  connectedCallback() {
    // The children are complete only when the whole page has been read.
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.build(), { once: true });
    else this.build();
  }

  build() {
    if (this.stage) return;
    const language = document.documentElement.lang.startsWith("es") ? "es" : "en";
    this.words = this.constructor.words[language];
    this.shared = { en: SockFigure.english, es: SockFigure.spanish }[language];
    const told = this.querySelector(".told");
    this.heading = this.el("p", { class: "title", id: `${this.localName}-title` }, this.words.title);
    this.controls = this.el("div", { class: "controls" });
    this.stage = this.el("div", { class: "stage" });
    this.says = this.el("p", { class: "says", "aria-live": "polite" });
    this.classList.add("sock-figure");
    this.setAttribute("role", "group");
    this.setAttribute("aria-labelledby", this.heading.id);
    if (this.draw() === false) return;  // nothing recorded: the words stay
    this.replaceChildren(this.heading, this.controls, this.stage, this.says, ...(told ? [this.disclosure(told), told] : []));
  }

  // What the page says in words to those without script stays within reach.
  disclosure(told) {
    told.hidden = true;
    told.id = `${this.localName}-told`;
    const button = this.button(this.shared.inWords, () => {
      told.hidden = !told.hidden;
      button.setAttribute("aria-expanded", !told.hidden);
    });
    button.className = "in-words";
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", told.id);
    return button;
  }

  // The one sentence that says what has just happened; a screen reader reads it when it changes.
  say(text) {
    if (this.says.textContent !== text) this.says.textContent = text;
  }

  el(tag, attributes = {}, ...children) {
    return SockFigure.fill(document.createElement(tag), attributes, children);
  }

  svg(tag, attributes = {}, ...children) {
    return SockFigure.fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
  }

  static fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  }

  button(label, act) {
    return this.el("button", { type: "button", onclick: (event) => event.currentTarget.getAttribute("aria-disabled") !== "true" && act() }, label);
  }

  // A button that is switched off keeps the keyboard's focus, so `disabled` is not used.
  enable(button, on) {
    button.setAttribute("aria-disabled", on ? "false" : "true");
  }

  // options: {value: text}
  select(label, options, value, change) {
    const list = this.el("select", { onchange: () => change(list.value) },
      ...Object.entries(options).map(([each, text]) => this.el("option", { value: each, selected: each === value }, text)));
    return this.el("label", {}, `${label} `, list);
  }

  radios(label, options, value, change) {
    const name = `${this.localName}-${label}`;
    return this.el("fieldset", {}, this.el("legend", {}, label),
      ...Object.entries(options).map(([each, text]) => this.el("label", {},
        this.el("input", { type: "radio", name, value: each, checked: each === value, onchange: () => change(each) }), text)));
  }

  checkbox(label, value, change) {
    const box = this.el("input", { type: "checkbox", checked: value, onchange: () => change(box.checked) });
    return this.el("label", { class: "checkbox" }, box, label);
  }

  // Buttons for a row of steps 0…last. The figure calls `set` when the row is another one.
  stepper(show) {
    let at = 0, last = 0;
    const go = (to) => { at = Math.max(0, Math.min(last, to)); refresh(); };
    const first = this.button(this.shared.first, () => go(0));
    const back = this.button(this.shared.back, () => go(at - 1));
    const next = this.button(this.shared.next, () => go(at + 1));
    const end = this.button(this.shared.end, () => go(last));
    const count = this.el("span", { class: "count" });
    next.classList.add("main");
    const refresh = () => {
      count.textContent = this.shared.count(at, last);
      for (const button of [first, back]) this.enable(button, at > 0);
      for (const button of [next, end]) this.enable(button, at < last);
      show(at);
    };
    return { element: this.el("div", { class: "steps" }, first, back, next, end, count), set: (steps, to = 0) => { last = steps; go(to); } };
  }

  // An arrow as wide as its place, to the right or to the left.
  arrow(left) {
    return this.svg("svg", { class: `arrow${left ? " left" : ""}`, height: 14, "aria-hidden": "true" },
      this.svg("line", { x1: 0, x2: "100%", y1: 7, y2: 7 }),
      this.svg("svg", { x: "100%", y: 7, overflow: "visible" }, this.svg("path", { d: "M0 0 L-10 -5 V5 Z" })));
  }

  static english = {
    inWords: "In words", first: "Start", back: "Back", next: "Next", end: "End", count: (at, last) => `step ${at} of ${last}`,
  };

  static spanish = {
    inWords: "En palabras", first: "Inicio", back: "Atrás", next: "Siguiente", end: "Final", count: (at, last) => `paso ${at} de ${last}`,
  };
};
