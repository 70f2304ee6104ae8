// The pages in a headless Chromium: of the guide, the handbooks, and those that grading makes; light and
// dark, 360 and 1280 pixels wide.
//
//     node browser.mjs DOCS PACKAGES CHROMIUM [GRADED…]
//
// GRADED are pages of grading. Prints one line for each thing that is wrong, and the time. Exit 1 if there
// is any.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { load, problems, spent, start, valid, Visit } from "./visit.mjs";

const [docs, packages, chromium, ...graded] = process.argv.slice(2).map((path) => resolve(path));
const guide = join(docs, "guide");
const began = Date.now();
load(packages);

// ---- What is tried in each visit

// Hundreds of highlighted words have the same dozen classes: of each, five stay for axe, the others become
// plain text. That halves its time.
function few_of_each_colour() {
  const seen = {};
  const more = [...document.querySelectorAll("pre.code span")].filter((word) => word.checkVisibility())
    .filter(({ className }) => (seen[className] = (seen[className] ?? 0) + 1) > 5);
  for (const word of more) word.replaceWith(...word.childNodes);
}

async function search(visit) {
  const { page } = visit;
  // A word of a heading far down, in capitals and without accents.
  const word = await page.evaluate(() => [...document.querySelectorAll("main h2, main h3")].slice(-4)
    .flatMap((heading) => heading.textContent.split(/[^\p{L}]+/u)).sort((a, b) => b.length - a.length)[0]
    .normalize("NFD").replace(/\p{M}/gu, "").toUpperCase());
  await page.keyboard.press("/");
  visit.check(await page.evaluate(() => document.activeElement.id === "search"), "search: / does not focus the box");
  await page.keyboard.type("zzqqzz");
  await page.waitForFunction(() => document.querySelector("#count").textContent === document.querySelector("#count").dataset.none);
  await page.keyboard.press("Escape");
  await page.keyboard.type(word);
  await page.waitForFunction(() => document.querySelectorAll("#results [role=option]").length > 0);
  visit.check(/\d/.test(await page.textContent("#count")), "search: the number of results is not announced");
  visit.check(await page.locator("#results mark").count() > 0, "search: no result shows the word");
  await visit.fits("with results");
  if (visit.width === 360) await visit.violations("with results", { part: ".search" });
  const marked = () => page.evaluate(() => [document.activeElement.getAttribute("aria-activedescendant"),
    document.querySelector("#results [aria-selected=true]")?.id]);
  const first = await marked();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  const back = await marked();
  visit.check(first[0] && first[0] === first[1] && back[0] === first[0], "search: the arrows do not walk through the results");
  await page.keyboard.press("Enter");
  visit.check(await page.locator("#results").isHidden(), "search: Enter leaves the results open");
  // On a page that moves smoothly, the place is reached a little later.
  await page.waitForFunction(() => {
    const box = document.activeElement.getBoundingClientRect();
    return document.activeElement.closest("main") !== null && box.bottom > 0 && box.top < innerHeight;
  });
  visit.check(await page.evaluate(() => document.getElementById(location.hash.slice(1)) !== null), "search: the address names no section");
}

async function tabs(visit) {
  const { page } = visit;
  const listing = page.locator("fieldset.listing").first();
  if (await listing.count() === 0) return;
  const shown = async () => (await Promise.all((await listing.locator(".panel").all()).map((panel) => panel.isVisible())))
    .map((visible, number) => (visible ? number : -1)).filter((number) => number >= 0).join();
  visit.check(await shown() === "0", "tabs: the first language is not the only one shown");
  await listing.locator("input").first().focus();
  await page.keyboard.press("ArrowRight");
  visit.check(await shown() === "1", "tabs: the arrow does not show the second language");
  await listing.locator("label").first().click();
  visit.check(await shown() === "0", "tabs: a click does not show the first language");
  if (!visit.script) return;
  await listing.locator("label").nth(1).click();
  const chosen = await listing.locator("input").nth(1).getAttribute("value");
  visit.check(await page.locator(`fieldset.listing > input[value=${chosen}]:not(:checked)`).count() === 0,
    "tabs: the other listings do not follow");
  await listing.locator("label").first().click();
}

async function colours(visit) {
  const { page } = visit;
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await paper();
  const button = page.locator("button.theme");
  await button.click();
  const after = await paper();
  visit.check(after !== before, "theme: a click changes nothing");
  visit.check(await button.getAttribute("aria-pressed") === String(visit.scheme === "light"), "theme: the button does not tell its state");
  if (visit.width === 1280) {
    await page.reload();
    visit.check(await paper() === after, "theme: forgotten after a reload");
  }
  await button.focus();
  await page.keyboard.press("Enter");
  visit.check(await paper() === before, "theme: Enter does not change it back");
}

async function contents(visit) {
  const { page } = visit;
  if (visit.width < 1100) {
    await page.locator(".menu summary").focus();
    await page.keyboard.press("Enter");
    await visit.fits("with the menu open");
  }
  const link = page.locator(visit.width < 1100 ? ".menu nav a" : ".side a").nth(4);
  const anchor = await link.getAttribute("href");
  await link.click();
  await page.waitForFunction((id) => {
    const box = document.querySelector(id).getBoundingClientRect();
    return box.top >= 0 && box.top < innerHeight / 2;
  }, anchor);
  await page.waitForFunction((id) => document.querySelector(".language").getAttribute("href").endsWith(id), anchor);
  await page.waitForFunction((id) => document.querySelector(`.side a[href="${id}"]`).ariaCurrent === "true", anchor);
  const own = page.locator(`.self[href="${anchor}"]`);
  await own.focus();
  await page.waitForFunction((id) => getComputedStyle(document.querySelector(`.self[href="${id}"]`)).opacity === "1", anchor);
  const skip = page.locator(".skip");
  await skip.focus();
  visit.check((await skip.boundingBox()).y >= 0, "the skip link is not seen when it has the focus");
}

// ---- Figures: everything in them that can be operated is, by keyboard and by pointer.

// In the page: control number `number` of a figure, ready to be operated. `told` is what the figure says now.
function ready([name, number, way]) {
  const whole = document.querySelector(name);
  const all = [...whole.querySelectorAll("button, input, select, textarea, summary")]
    .filter((each) => each.checkVisibility() && !each.disabled && each.ariaDisabled !== "true");
  const answer = { told: [...whole.querySelectorAll("[aria-live]")].map((each) => each.textContent).join("|"), controls: all.length };
  const control = all[number];
  if (!control) return answer;
  control.scrollIntoView({ block: "center", behavior: "instant" });
  answer.kind = control.localName === "input" ? control.type : control.localName;
  answer.tab = control.tabIndex >= 0;
  answer.html = control.outerHTML.slice(0, 100);
  if (way === "keyboard") {
    control.focus();
    answer.held = document.activeElement === control;
    const { outlineStyle, outlineWidth } = getComputedStyle(control);
    answer.ring = control.matches(":focus-visible") && outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
    return answer;
  }
  const box = control.getBoundingClientRect();
  const low = control.type === "range" && Number(control.value) < (Number(control.min || 0) + Number(control.max || 100)) / 2;
  answer.x = box.left + box.width * (control.type === "range" ? (low ? 0.9 : 0.1) : 0.5);
  answer.y = box.top + box.height / 2;
  const hit = document.elementFromPoint(answer.x, answer.y);
  answer.held = hit !== null && (control.contains(hit) || hit.closest("label")?.control === control);
  if (control.localName === "select") answer.next = (control.selectedIndex + 1) % control.options.length;
  return answer;
}

const keys = { button: "Enter", summary: "Enter", checkbox: "Space", radio: "ArrowDown", range: "ArrowRight", number: "ArrowUp", select: "ArrowDown" };

async function operate(visit, name, control, way) {
  const { keyboard, mouse } = visit.page;
  if (way === "keyboard") {
    if (keys[control.kind]) await keyboard.press(keys[control.kind]);
    else await keyboard.type("ñ");
  } else if (control.kind === "select") {
    // The list of a <select> belongs to the system, where no pointer can be driven: chosen as the list would.
    await visit.page.evaluate(([tag, html, next]) => {
      const list = [...document.querySelectorAll(`${tag} select`)].find((each) => each.outerHTML.startsWith(html));
      list.selectedIndex = next;
      for (const type of ["input", "change"]) list.dispatchEvent(new Event(type, { bubbles: true }));
    }, [name, control.html, control.next]);
  } else {
    await mouse.click(control.x, control.y);
    if (control.kind === "text" || control.kind === "textarea") await keyboard.type("é");
  }
}

async function figure(visit, name, way) {
  const { page } = visit;
  if (!visit.check(await page.evaluate((tag) => customElements.get(tag) !== undefined, name), `${name}: its script did not define it`)) return;
  visit.check(await page.evaluate((tag) => {
    const whole = document.querySelector(tag);
    return whole.ariaLabel || document.getElementById(whole.getAttribute("aria-labelledby"))?.textContent;
  }, name), `${name}: has no name for screen readers`);
  let changes = 0, operated = 0, before = null;
  // The browser draws rings for those who use the keyboard.
  if (way === "keyboard") await page.keyboard.press("Tab");
  // The list is asked for anew: a step can switch the next control on, or draw it again.
  for (let number = 0; number < 60; ++number) {
    const control = await page.evaluate(ready, [name, number, way]);
    if (before !== null && control.told !== before) changes += 1;
    if (number >= control.controls) break;
    before = control.told;
    visit.check(control.held, `${name}, ${way}: does not get to ${control.html}`);
    // Of radio buttons, Tab stops at one; every other control is a stop of its own.
    visit.check(control.tab, `${name}: Tab does not stop at ${control.html}`);
    if (way === "keyboard") visit.check(control.ring, `${name}: no ring around ${control.html}`);
    await operate(visit, name, control, way);
    operated += 1;
  }
  visit.check(operated > 0, `${name}: has nothing to operate`);
  visit.check(operated === 0 || changes > 0, `${name}: tells nothing (aria-live) when its controls are operated by ${way}`);
  await visit.fits(name);
}

async function figures(visit, way) {
  const names = await visit.page.evaluate(() => [...new Set([...document.querySelectorAll("main *")].map(({ localName }) => localName))]
    .filter((name) => name.startsWith("sock-figure-")));
  for (const name of names) {
    // One without its script shows its words.
    if (!existsSync(join(guide, "figures", `${name.slice("sock-figure-".length)}.js`))) continue;
    await visit.step(name, () => figure(visit, name, way));
  }
}

async function told(visit) {
  for (const words of await visit.page.locator(".told").all()) {
    visit.check(await words.isVisible(), `the words of ${await words.evaluate((e) => e.parentElement.localName)} are not seen`);
  }
}

// Everything in one language and one width: first in one scheme of colours, with the keyboard; then in
// the other one, with the pointer. The four visits together have each pair of language, width, colours and
// input: what is wrong only where three of them meet is not looked for, and that is half of the time.
async function whole_visit(visit, { language, width, scheme }) {
  await visit.step("open", () => visit.open(join(guide, `guide.${language}.html`), { width, scheme }));
  await visit.step("width", () => visit.fits("as opened"));
  if (visit.script) {
    await visit.step("layout", async (page) => {
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const jumped = await page.evaluate(() => globalThis.jumped);
      visit.check(jumped < 0.1, `the layout jumps while the page loads (${jumped.toFixed(3)})`);
    });
    await visit.step("tabs", () => tabs(visit));
    await visit.step("axe", async (page) => {
      await page.evaluate(few_of_each_colour);
      await visit.violations("as opened");
    });
    await visit.step("search", () => search(visit));
    await visit.step("contents", () => contents(visit));
    await visit.step("figures", () => figures(visit, "keyboard"));
    await visit.step("colours", () => visit.recolour(visit.scheme === "light" ? "dark" : "light"));
    await visit.step("figures", () => figures(visit, "pointer"));
    await visit.step("theme", () => colours(visit));
  } else {
    await visit.step("tabs", () => tabs(visit));
    await visit.step("words", () => told(visit));
  }
  if (visit.width === 1280) await visit.step("print", () => visit.paper());
}

const known = new Map();  // the ids in each file that a link leads to
function anchors_of(file) {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return null;  // a folder is no page
  if (!known.has(file)) known.set(file, new Set([...readFileSync(file, "utf8").matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)));
  return known.get(file);
}

// A page without figures: a handbook, or one that grading made.
async function plain_visit(visit, file) {
  await visit.step("open", () => visit.open(file, { width: 360, scheme: "light" }));
  await visit.step("plain", async () => {
    await visit.fits("as opened");
    await visit.links(anchors_of);
    await visit.violations("as opened");
    await visit.recolour("dark");
    await visit.resize(1280);
    await visit.fits("widened");
    await visit.violations("dark and wide");
    await visit.paper();
  });
}

const whole = [["en", 360, "light"], ["en", 1280, "dark"], ["es", 360, "dark"], ["es", 1280, "light"]];
const plain = [...graded, ...["instructors", "graders"].flatMap((name) => ["en", "es"].map((language) => join(docs, `${name}.${language}.html`)))];
const visits = [
  ...whole.map(([language, width, scheme]) => (visit) => whole_visit(visit, { language, width, scheme })),
  ...plain.map((file) => (visit) => plain_visit(visit, file))];
const scriptless = ["en", "es"].map((language) => (visit) => whole_visit(visit, { language, width: 1280, scheme: "light" }));

const browser = await start(chromium);
const count = visits.length + scriptless.length;
try {
  const window_of_visits = async (some, options) => {
    const visit = new Visit(browser, options);
    for (let next; (next = some.shift());) await next(visit);
    await visit.context?.close();
  };
  await Promise.all([
    window_of_visits(visits),
    window_of_visits(scriptless, { script: false }).then(() => window_of_visits(visits)),
    valid([...["en", "es"].map((language) => join(guide, `guide.${language}.html`)), ...plain])]);
} finally {
  await browser.close();
}
for (const problem of [...new Set(problems)]) console.log(problem);
console.log(Object.entries(spent).filter(([what]) => !what.startsWith("sock-")).map(([what, seconds]) => `${what} ${seconds.toFixed(1)} s`).join(", "));
console.log(`${count} visits, ${problems.length} problems, ${((Date.now() - began) / 1000).toFixed(1)} s`);
process.exit(problems.length ? 1 : 0);
