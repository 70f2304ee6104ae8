// A page in a headless Chromium, and what is wrong with it: shared by the tests of all pages.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

let axe, chromium, HtmlValidate;
export const problems = [];
export const spent = {};  // seconds for each step, all visits together
const patience = 20000;  // of one wait, in milliseconds: other tests run at the same time

/** Loads the packages that `npm ci` has put into the folder `packages`. */
export function load(packages) {
  const require = createRequire(join(resolve(packages), "package.json"));
  ({ chromium } = require("playwright-core"));
  ({ HtmlValidate } = require("html-validate"));
  axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
}

export const start = (executablePath) => chromium.launch({ executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });

/** A window of the browser with one page after the other, and what is said about each when something is
    wrong. A new window costs the browser more than a page. */
export class Visit {
  constructor(browser, { script = true } = {}) {
    Object.assign(this, { browser, script, label: "no page" });
  }

  get name() {
    return `${this.label}, ${this.scheme}, ${this.width} px${this.script ? "" : ", without script"}`;
  }

  check(holds, what) {
    if (!holds) problems.push(`${this.name}: ${what}`);
    return holds;
  }

  /** Nothing of the page before it is left: not its storage, its colours or its width. */
  async open(file, { scheme, width }) {
    if (!this.page) await this.new_page();
    if (this.script) await this.page.evaluate(() => { if (location.protocol === "file:") localStorage.clear(); });
    this.url = pathToFileURL(file).href;
    this.label = file.split("/").slice(-2).join("/");
    this.has_axe = false;
    await this.resize(width);
    await this.recolour(scheme);
    // Where the page may move: in half of the visits.
    await this.page.emulateMedia({ reducedMotion: width === 360 ? "reduce" : "no-preference" });
    await this.page.goto(this.url);
  }

  async new_page() {
    this.context = await this.browser.newContext({ javaScriptEnabled: this.script });
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(patience);
    this.page.on("console", (message) => this.check(message.type() !== "error" && message.type() !== "warning", `console: ${message.text()}`));
    this.page.on("pageerror", (error) => this.check(false, `script: ${error.message}`));
    this.page.on("request", (request) => {
      const url = request.url().replace(/#.*/, "");
      this.check(url === this.url || url.startsWith("data:"), `a request to ${url}`);
    });
    if (this.script) await this.page.addInitScript(() => {
      globalThis.jumped = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.jumped += entry.value; })
        .observe({ type: "layout-shift", buffered: true });
    });
  }

  // The same page in the other colours: nothing is loaded anew.
  async recolour(scheme) {
    this.scheme = scheme;
    await this.page.emulateMedia({ colorScheme: scheme });
  }

  async resize(width) {
    this.width = width;
    await this.page.setViewportSize({ width, height: 800 });
  }

  // A step that throws is a problem of its own; the others go on.
  async step(what, body) {
    const begin = Date.now();
    try {
      await body(this.page);
    } catch (error) {
      this.check(false, `${what}: ${error.message.split("\n")[0]}`);
    }
    spent[what] = (spent[what] ?? 0) + (Date.now() - begin) / 1000;
  }

  async fits(when) {
    const over = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    this.check(over <= 0, `${when}: the page is ${over} px wider than the window`);
  }

  async violations(when, { part = "html" } = {}) {
    if (!this.has_axe) await this.page.evaluate(axe);
    this.has_axe = true;
    // Without the selectors of what is found, and of what is not, it takes half the time.
    const options = { resultTypes: ["violations"], selectors: false, preload: false };
    const found = await this.page.evaluate(async ([root, how]) => (await axe.run(root, how)).violations
      .map(({ id, help, nodes }) => `${id} (${help}), ${nodes.length} times: ${nodes[0].html.slice(0, 160)}`), [part, options]);
    for (const each of found) this.check(false, `axe, ${when}: ${each}`);
  }

  // Links to files and to sections of them lead somewhere. `anchors_of` gives the ids in a file, or null.
  async links(anchors_of) {
    for (const link of await this.page.evaluate(() => [...document.querySelectorAll("a[href]")].map(({ href }) => href))) {
      const { protocol, pathname, hash } = new URL(link);
      if (protocol !== "file:") continue;
      const anchors = anchors_of(decodeURIComponent(pathname));
      this.check(anchors !== null && (hash === "" || anchors.has(decodeURIComponent(hash.slice(1)))), `a dead link: ${link}`);
    }
  }

  async paper() {
    await this.page.emulateMedia({ media: "print" });
    await this.fits("printed");
    const cut = await this.page.evaluate(() => [...document.querySelectorAll("main pre, main .scroll")]
      .filter((block) => block.checkVisibility() && block.scrollWidth > block.clientWidth + 1).map((block) => block.textContent.slice(0, 40)));
    this.check(cut.length === 0, `printed: ${cut.length} blocks are cut, the first is ${JSON.stringify(cut[0])}`);
    await this.page.emulateMedia({ media: "screen" });
  }
}

/** html-validate on each file. */
export async function valid(files) {
  const begin = Date.now();
  const checker = new HtmlValidate({
    extends: ["html-validate:recommended"],
    elements: ["html5"],
    // The results of the search are a listbox that belongs to a text field: <select> cannot be that.
    rules: { "prefer-native-element": ["error", { exclude: ["listbox"] }] },
  });
  for (const file of files) {
    const { results } = await checker.validateFile(file);
    const seen = new Map();
    for (const { ruleId, message, line } of results.flatMap(({ messages }) => messages)) {
      const key = `${ruleId}: ${message}`;
      seen.set(key, [...(seen.get(key) ?? []), line]);
    }
    for (const [message, lines] of seen) problems.push(`${file}:${lines[0]}: ${message}, ${lines.length} times`);
  }
  spent["html-validate"] = (Date.now() - begin) / 1000;
}
