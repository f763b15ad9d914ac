// The page: two phones side by side, who holds them, and what everybody hears of changes.

import { api, listen } from "./api.js";
import { el, icon } from "./dom.js";
import { Drawer } from "./faults.js";
import { field, openSheet } from "./panels.js";
import { Phone } from "./phone.js";
import { World } from "./world.js";

const ROLES = ["customer", "seller"];
const world = new World();
const sides = {};
let drawer = null;

function theme(wanted) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = wanted ?? localStorage.getItem("theme") ?? (dark ? "dark" : "light");
}

function holders(role) {
  const side = sides[role];
  const chips = world.withRole(role).map((phone) => {
    const unread = world.unread(phone.address).length;
    return el("button", {
      class: "chip", type: "button", "aria-pressed": String(phone.address === side.address), title: phone.address.replace("whatsapp:", ""),
      data: { testid: "holder", address: phone.address }, on: { click: () => hold(role, phone.address) },
    }, phone.name, unread ? el("span", { class: "badge", text: unread, "aria-label": `${unread} unread` }) : null);
  });
  const box = side.side.querySelector(".chips");
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.address : null;
  box.replaceChildren(...chips);
  if (focused) box.querySelector(`[data-address="${CSS.escape(focused)}"]`)?.focus();
  const badge = document.querySelector(`#tab-${role} .badge`);
  const all = world.withRole(role).reduce((sum, phone) => sum + world.unread(phone.address).length, 0);
  badge.hidden = !all;
  badge.textContent = all;
}

function chats(role) {
  const side = sides[role];
  const box = side.side.querySelector(".chats");
  box.hidden = world.businesses.length < 2;
  if (box.hidden) return;
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.business : null;
  box.replaceChildren(...world.businesses.map((one) => {
    const unread = world.unread(side.address, one.number).length;
    return el("button", {
      class: "chip", type: "button", "aria-pressed": String(one.number === side.business),
      data: { testid: "chat", business: one.number }, on: { click: () => hold(role, side.address, one.number) },
    }, one.name, unread ? el("span", { class: "badge", text: unread, "aria-label": `${unread} unread` }) : null);
  }));
  if (focused) box.querySelector(`[data-business="${CSS.escape(focused)}"]`)?.focus();
}

function hold(role, address, business) {
  const side = sides[role];
  const usual = world.phones.find((phone) => phone.address === address).business;
  side.show(address, business ?? world.newestChat(address) ?? usual);
  sessionStorage.setItem(`held-${role}`, address);
  chats(role);
  holders(role);
}

function addPhone(role) {
  const inside = [
    field("Name", "name", { required: true, maxlength: 60 }),
    field("Number with country code", "number", { required: true, placeholder: "+62 812 3456 7890", inputmode: "tel" }),
    field("Scoped id, only where the number is to be hidden", "bsuid", { placeholder: "ID.4566546130240823" }),
  ];
  openSheet(sides[role].device, { title: `New ${role} phone`, inside, press: "Add the phone" }, (form) => {
    const bsuid = String(form.get("bsuid")).trim();
    const address = `whatsapp:+${String(form.get("number")).replace(/\D/g, "")}`;
    api.addPhone({ address, name: form.get("name"), role, bsuid, hide_number: Boolean(bsuid) })
      .then(async (phone) => { await world.refresh(); hold(role, phone.address); }).catch(() => {});
  });
}

async function changed(messages) {
  for (const message of messages) {
    const window = world.windows.find((one) => one.phone === message.phone && one.business === message.business);
    if (window && message.mine && !world.message(message.sid)) window.open = true;
    world.keep(message);
    for (const side of Object.values(sides)) {
      if (side.address === message.phone && side.business === message.business) {
        side.update(message);
        if (message.choice && message.quote && world.message(message.quote.sid)) side.update(world.message(message.quote.sid));
      }
    }
  }
  if (!messages.length || messages.some((message) => !world.phones.some((phone) => phone.address === message.phone))) await world.refresh();
  for (const role of ROLES) {
    holders(role);
    chats(role);
    sides[role].head();
  }
  clearTimeout(changed.timer);
  changed.timer = setTimeout(() => drawer.refresh().catch(() => {}), 150);
}

/** What changed, shown; when the stand-in goes away meanwhile, everything is asked again once it is back. */
function told(messages) {
  changed(messages).catch(() => setTimeout(() => told([]), 1000));
}

function tab(role) {
  for (const one of ROLES) {
    const button = document.getElementById(`tab-${one}`);
    button.setAttribute("aria-selected", String(one === role));
    button.tabIndex = one === role ? 0 : -1;
    sides[one].side.classList.toggle("shown", one === role);
  }
  sides[role].toEnd();
}

function tabs() {
  for (const role of ROLES) {
    const button = document.getElementById(`tab-${role}`);
    button.addEventListener("click", () => tab(role));
    button.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const other = ROLES[1 - ROLES.indexOf(role)];
      tab(other);
      document.getElementById(`tab-${other}`).focus();
    });
  }
  tab("customer");
}

function line(connected) {
  document.getElementById("line-state").textContent = connected ? "" : "Reconnecting…";
  document.body.dataset.connected = connected;
}

async function begin() {
  theme();
  const switcher = document.getElementById("theme");
  switcher.append(icon("theme"));
  switcher.addEventListener("click", () => {
    const wanted = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", wanted);
    theme(wanted);
  });
  const faults = document.getElementById("open-faults");
  faults.prepend(icon("fault"));
  const cursor = await world.load();
  for (const role of ROLES) {
    sides[role] = new Phone(document.getElementById(`side-${role}`), world);
    sides[role].enter = (business) => hold(role, sides[role].address, business);
    sides[role].side.querySelector(".add").addEventListener("click", () => addPhone(role));
    const held = sessionStorage.getItem(`held-${role}`);
    const first = world.withRole(role).find((phone) => phone.address === held) ?? world.withRole(role)[0];
    if (first) hold(role, first.address);
  }
  drawer = new Drawer(faults, world);
  tabs();
  await drawer.refresh();
  document.addEventListener("visibilitychange", () => Object.values(sides).forEach((side) => side.seen()));
  listen(Number.isFinite(cursor) ? cursor : 0, told, line);
  sides.customer.composer.text.focus();
}

begin();
