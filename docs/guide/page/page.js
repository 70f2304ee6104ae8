// The page itself: search, tabs that follow one another, colours, the contents' mark. Everything
// that the reader needs is there without it.
"use strict";
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // From a folder, a browser may refuse storage: then a choice lasts as long as the page.
  const store = {
    get(key) { try { return localStorage.getItem(`sock-guide-${key}`); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(`sock-guide-${key}`, value); } catch { /* as said */ } },
  };

  // ---- Colours
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = $(".theme");
  const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
  const showTheme = () => theme.setAttribute("aria-pressed", String(isDark()));
  theme.addEventListener("click", () => {
    const chosen = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = chosen;
    store.set("theme", chosen);
    showTheme();
  });
  dark.addEventListener("change", showTheme);
  showTheme();

  // ---- Tabs: a language chosen once is chosen in every listing that has it.
  function choose(language) {
    for (const pick of $$(`.listing > input[value="${language}"]`)) pick.checked = true;
  }
  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".listing > input")) return;
    const before = target.getBoundingClientRect().top;
    choose(target.value);
    store.set("language", target.value);
    // Listings above change their height; what the reader looks at stays where it is.
    scrollBy({ top: target.getBoundingClientRect().top - before, behavior: "instant" });
  });
  if (store.get("language")) choose(store.get("language"));

  // ---- A block that does not overflow needs no stop for the keyboard.
  const measure = (block) => {
    if (block.scrollWidth > block.clientWidth + 1) block.tabIndex = 0;
    else block.removeAttribute("tabindex");
  };
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => measure(target)));
  for (const block of $$("main pre, main .scroll")) sizes.observe(block);

  // ---- Where the reader is
  const headings = $$("main h2[id], main h3[id]");
  const links = new Map();
  for (const link of $$(".side a, .menu nav a")) {
    const id = link.hash.slice(1);
    links.set(id, [...(links.get(id) ?? []), link]);
  }
  const language = $(".language");
  const other = language.getAttribute("href");
  const up = $(".up");
  let current = null;
  function follow() {
    const limit = innerHeight * 0.3;
    const read = scrollY / Math.max(1, document.documentElement.scrollHeight - innerHeight);
    $(".progress").style.setProperty("--read", Math.min(1, read).toFixed(4));
    up.classList.toggle("floating", scrollY > innerHeight * 2 && read < 0.985);
    const here = headings.findLast((heading) => heading.getBoundingClientRect().top < limit)?.id ?? null;
    if (here === current) return;
    for (const link of links.get(current) ?? []) link.removeAttribute("aria-current");
    for (const link of links.get(here) ?? []) {
      link.setAttribute("aria-current", "true");
      const box = link.closest(".side");
      if (box && box.clientHeight) {
        const top = link.getBoundingClientRect().top - box.getBoundingClientRect().top;
        if (top < 60 || top > box.clientHeight - 60) box.scrollTop += top - box.clientHeight / 2;
      }
    }
    language.href = here ? `${other}#${here}` : other;
    current = here;
  }
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  follow();

  // ---- The menu closes when its work is done.
  const menu = $(".menu");
  menu.addEventListener("click", ({ target }) => { if (target.closest("nav a")) menu.open = false; });
  document.addEventListener("click", ({ target }) => { if (!menu.contains(target)) menu.open = false; });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    $("summary", menu).focus();
  });

  // ---- On paper, a figure is its words.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = $$(".sock-figure details:not([open])");
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; });

  // ---- Search
  const box = $("#search"), list = $("#results"), count = $("#count");
  const most = 12;
  let index = null, shown = [], at = -1;

  // One character for one character, so that a place in the folded text is the same place in the text.
  const fold = (text) => Array.from({ length: text.length }, (_, i) =>
    (text[i].normalize("NFD").replace(/\p{M}/gu, "")[0] ?? text[i]).toLowerCase()[0].replace(/[’‘]/, "'")).join("");

  function build() {
    const entries = [];
    let title = $("h1"), section = $("h1").textContent;
    for (const block of $$("main h2, main h3, main h4, main p, main li, main td, main pre")) {
      if (block.closest(".hero, .sock-figure") && !block.closest(".told")) continue;
      const heading = /^H[2-4]$/.test(block.tagName);
      if (heading) { title = block; section = block.textContent; }
      if (block.tagName === "LI" && $("p", block)) continue;
      const text = block.textContent.replace(/\s+/g, " ").trim();
      if (text) entries.push({ block, title, section, heading, text, folded: fold(text), folded_section: fold(section) });
    }
    return entries;
  }

  function rank(entry, terms) {
    let points = entry.heading ? 20 : entry.block.matches("pre") ? 0 : 2;
    for (const term of terms) {
      const place = entry.folded.indexOf(term);
      if (place < 0 && !entry.folded_section.includes(term)) return 0;
      if (place < 0) points += 1;
      else points += /[\p{L}\p{N}]/u.test(entry.folded[place - 1] ?? " ") ? 3 : 8;
    }
    return terms.some((term) => entry.folded.includes(term)) ? points : 0;
  }

  // The text around the first term, with the terms marked. Built from nodes: nothing is read as HTML.
  function excerpt(entry, terms) {
    const first = Math.min(...terms.map((t) => entry.folded.indexOf(t)).filter((p) => p >= 0));
    const start = first < 60 ? 0 : entry.text.lastIndexOf(" ", first - 40) + 1;
    const end = start + 150 >= entry.text.length ? entry.text.length : start + 150;
    const parts = [start > 0 ? "… " : ""];
    let place = start;
    while (place < end) {
      const next = terms.map((t) => ({ t, p: entry.folded.indexOf(t, place) })).filter(({ p }) => p >= 0 && p < end)
        .sort((a, b) => a.p - b.p || b.t.length - a.t.length)[0];
      if (!next) break;
      const mark = document.createElement("mark");
      mark.textContent = entry.text.slice(next.p, next.p + next.t.length);
      parts.push(entry.text.slice(place, next.p), mark);
      place = next.p + next.t.length;
    }
    parts.push(entry.text.slice(place, Math.max(place, end)), end < entry.text.length ? " …" : "");
    return parts;
  }

  function select(number) {
    at = number;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) {
      box.setAttribute("aria-activedescendant", `result-${at}`);
      list.children[at].scrollIntoView({ block: "nearest", behavior: "instant" });
    } else box.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    select(-1);
  }

  function announce(found) {
    const { none, one, many, shown: first } = count.dataset;
    const text = found === 0 ? none : found === 1 ? one : found > most ? first : many;
    count.textContent = text.replace("{n}", found).replace("{m}", most);
  }

  function search() {
    const terms = fold(box.value).split(/\s+/).filter(Boolean);
    if (terms.length === 0) { close(); count.textContent = ""; return; }
    index ??= build();
    const found = index.map((entry, order) => ({ entry, order, points: rank(entry, terms) }))
      .filter(({ points }) => points > 0).sort((a, b) => b.points - a.points || a.order - b.order);
    shown = found.slice(0, most).map(({ entry }) => entry);
    list.replaceChildren(...shown.map((entry, i) => {
      const item = document.createElement("li"), name = document.createElement("b"), text = document.createElement("span");
      item.id = `result-${i}`;
      item.setAttribute("role", "option");
      name.append(...(entry.heading ? excerpt(entry, terms) : [entry.section]));
      if (!entry.heading) text.append(...excerpt(entry, terms));
      item.append(name, text);
      return item;
    }));
    announce(found.length);
    list.hidden = shown.length === 0;
    box.setAttribute("aria-expanded", String(shown.length > 0));
    select(shown.length ? 0 : -1);
  }

  // What hides the block is opened: a figure's words, another language's tab.
  function reveal(block) {
    const details = block.closest("details");
    if (details) details.open = true;
    const panel = block.closest(".panel");
    if (!panel || panel.offsetParent) return;
    const place = $$(":scope > .panel", panel.parentElement).indexOf(panel);
    $$(":scope > input", panel.parentElement)[place].checked = true;
  }

  function go(entry) {
    close();
    reveal(entry.block);
    if (entry.title.id) history.pushState(null, "", `#${entry.title.id}`);
    entry.block.scrollIntoView({ block: entry.heading ? "start" : "center", behavior: calm.matches ? "instant" : "smooth" });
    entry.block.tabIndex = -1;
    entry.block.focus({ preventScroll: true });
    entry.block.classList.add("found");
    entry.block.addEventListener("blur", () => {
      entry.block.classList.remove("found");
      entry.block.removeAttribute("tabindex");
      if (entry.block.matches("pre")) measure(entry.block);
    }, { once: true });
  }

  box.addEventListener("input", search);
  box.addEventListener("focus", () => { if (box.value) search(); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    const { key } = event, size = shown.length;
    if (key === "Escape") { close(); box.value = ""; return; }
    if (list.hidden) return;
    if (key === "ArrowDown") select((at + 1) % size);
    else if (key === "ArrowUp") select((at - 1 + size) % size);
    else if (key === "Enter") go(shown[Math.max(0, at)]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());  // the box keeps the focus
  list.addEventListener("click", ({ target }) => {
    const item = target.closest("[role=option]");
    if (item) go(shown[[...list.children].indexOf(item)]);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=radio], [type=checkbox], [type=range]), textarea, select")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
