// What opens over the page: the sheet at the foot of a phone, and small menus.

import { el, icon } from "./dom.js";

const sheet = document.getElementById("sheet");
const menu = document.getElementById("menu");

function lay(device) {
  const box = device.getBoundingClientRect();
  const edge = parseFloat(getComputedStyle(device).borderLeftWidth) || 0;
  sheet.style.left = `${box.left + edge}px`;
  sheet.style.width = `${box.width - 2 * edge}px`;
  sheet.style.top = "auto";
  sheet.style.bottom = `${innerHeight - box.bottom + edge}px`;
  sheet.style.maxHeight = `${Math.round(box.height * 0.8)}px`;
}

/** Open a sheet over a phone; `done(form)` is called when its main button is pressed. */
export function openSheet(device, { title, inside, press, rows = false }, done) {
  const form = el("form", { method: "dialog" },
    el("div", { class: "top" }, el("h2", { id: "sheet-title", text: title }),
      el("button", { class: "plain", type: "button", "aria-label": "Close", on: { click: () => sheet.close() } }, icon("close"))),
    el("div", { class: rows ? "inside rows" : "inside" }, ...inside),
    el("div", { class: "end" }, el("button", { class: "press main", type: "submit", text: press, data: { testid: "sheet-press" } })));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (done(new FormData(form)) !== false) sheet.close();
  });
  sheet.replaceChildren(form);
  sheet.setAttribute("aria-labelledby", "sheet-title");
  lay(device);
  sheet.showModal();
}

sheet.addEventListener("click", (event) => {
  if (event.target === sheet) sheet.close();
});

/** A labelled input for a sheet. */
export function field(label, name, properties = {}) {
  return el("label", { class: "field" }, label, el("input", { name, ...properties, data: { testid: `field-${name}` } }));
}

let owner = null;

/** Close the menu and give the focus back to where it was opened. */
export function closeMenu() {
  if (menu.hidden) return;
  menu.hidden = true;
  owner?.focus();
}

/** Open a menu beside a button. Entries are [icon, words, act]. */
export function openMenu(button, entries) {
  owner = button;
  menu.replaceChildren(...entries.map(([sign, label, act]) => el("button", {
    type: "button", role: "menuitem", tabindex: -1, on: { click: () => { closeMenu(); act(); } },
  }, icon(sign), label)));
  menu.hidden = false;
  const box = button.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`;
  const below = box.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - menu.offsetHeight - 4)}px`;
  menu.firstElementChild.focus();
}

menu.addEventListener("keydown", (event) => {
  const entries = [...menu.children];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) entries[(entries.indexOf(document.activeElement) + step + entries.length) % entries.length].focus();
  if (event.key === "Escape" || event.key === "Tab") closeMenu();
  if (step || event.key === "Tab") event.preventDefault();
});

addEventListener("pointerdown", (event) => {
  if (!menu.hidden && !menu.contains(event.target)) menu.hidden = true;
}, true);
