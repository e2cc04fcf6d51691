/** Program of the page: filter, sorting, selection and keys. Everything that it works with is in the page already. */
const source = String.raw`
"use strict";
(() => {
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (name, props = {}, ...children) => {
  const element = Object.assign(document.createElement(name), props);
  element.append(...children);
  return element;
};
const holder = document.getElementById("table");
if (!holder) return;
document.documentElement.classList.add("js");
const table = holder.querySelector("table");
const bodies = all("tbody", table);
const marks = new Map();
for (const element of all("[data-r]")) {
  const list = marks.get(element.dataset.r) ?? [];
  list.push(element);
  marks.set(element.dataset.r, list);
}

const words = new Map();
const textOf = (body) => {
  if (!words.has(body)) words.set(body, body.textContent.toLowerCase());
  return words.get(body);
};
const search = make("input", { type: "search", placeholder: "Filter", autocomplete: "off", spellcheck: false });
search.setAttribute("aria-label", "Filter resources by any text in them");
const tools = make("div", { className: "tools" }, search);
const chosen = new Set();
const outcomes = [...new Set(bodies.map((body) => body.dataset.o))];
if (outcomes.length > 1) {
  for (const outcome of outcomes) {
    const body = bodies.find((one) => one.dataset.o === outcome);
    const box = make("input", { type: "checkbox", className: "sr" });
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(outcome);
      else chosen.delete(outcome);
      filter();
    });
    tools.append(make("label", {}, box, body.querySelector(".o").cloneNode(true)));
  }
}
const status = make("span", { className: "note" });
status.setAttribute("role", "status");
tools.append(status);
holder.prepend(tools);

function filter() {
  const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const body of bodies) {
    const isShown =
      (chosen.size === 0 || chosen.has(body.dataset.o)) && wanted.every((word) => textOf(body).includes(word));
    body.hidden = !isShown;
    if (isShown) count += 1;
    for (const mark of marks.get(body.dataset.r) ?? []) if (mark !== body) mark.classList.toggle("dim", !isShown);
  }
  status.textContent = count === bodies.length ? "" : count + " of " + bodies.length + " shown";
}
let timer;
search.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(filter, 80);
});

for (const [at, head] of all("thead th", table).entries()) {
  const button = make("button", { type: "button", textContent: head.textContent });
  head.replaceChildren(button);
  button.addEventListener("click", () => {
    const isUp = head.getAttribute("aria-sort") !== "ascending";
    for (const other of all("thead th", table)) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
    const keyOf = (body) => {
      const cell = body.rows[0].cells[at];
      return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
    };
    const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true }));
    const sorted = bodies
      .map((body) => [keyOf(body), body])
      .sort((a, b) => (isUp ? compare(a[0], b[0]) : compare(b[0], a[0])))
      .map((pair) => pair[1]);
    bodies.splice(0, bodies.length, ...sorted);
    table.append(...sorted);
  });
}

let selected;
function select(id, options = {}) {
  for (const mark of marks.get(selected) ?? []) mark.classList.remove("on");
  selected = id;
  const body = document.getElementById("r" + id);
  if (!body) return;
  if (body.hidden) {
    search.value = "";
    for (const box of all("input[type=checkbox]", tools)) box.checked = false;
    chosen.clear();
    filter();
  }
  for (const mark of marks.get(id) ?? []) mark.classList.add("on");
  if (options.open) body.querySelector("details").open = true;
  if (options.scroll) body.scrollIntoView({ block: options.scroll });
  if (options.focus) body.querySelector("summary").focus({ preventScroll: true });
}

for (const body of bodies) {
  body.rows[0].addEventListener("click", () => {
    if (String(getSelection())) return;
    const details = body.querySelector("details");
    select(body.dataset.r);
    details.open = !details.open;
  });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#r"]');
  const mark = link ?? event.target.closest(".bars [data-r]");
  if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const id = link ? link.getAttribute("href").slice(2) : mark.dataset.r;
  if (!/^\d+$/.test(id)) return;
  event.preventDefault();
  history.replaceState(null, "", "#r" + id);
  select(id, { open: true, scroll: "center", focus: true });
});
function follow() {
  const found = /^#r(\d+)$/.exec(location.hash);
  if (found) select(found[1], { open: true, scroll: "center" });
}
addEventListener("hashchange", follow);
follow();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = event.target === search;
  if (event.key === "Escape") {
    if (search.value || chosen.size) {
      search.value = "";
      for (const box of all("input[type=checkbox]", tools)) box.checked = false;
      chosen.clear();
      filter();
    }
    if (isTyping) search.blur();
    return;
  }
  if (isTyping) return;
  if (event.key === "/") {
    event.preventDefault();
    search.focus();
    return;
  }
  const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
  if (step === 0) return;
  const shown = bodies.filter((body) => !body.hidden);
  if (shown.length === 0) return;
  const at = shown.findIndex((body) => body.dataset.r === selected);
  const next = shown[Math.max(0, Math.min(shown.length - 1, at + step))];
  select(next.dataset.r, { scroll: "nearest", focus: true });
});
const key = (text) => make("kbd", { textContent: text });
holder.append(
  make("p", { className: "keys" }, key("/"), " filter  ", key("j"), " ", key("k"), " next and previous  ", key("Enter"), " details  ", key("Esc"), " show all"),
);

let opened = [];
addEventListener("beforeprint", () => {
  opened = all("details:not([open])", table).slice(0, 50);
  for (const details of opened) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});
})();
`;

/** The script as the page has it, without indentation. */
export const pageScript: string = source.replaceAll(/^ +/gm, "").trim();
