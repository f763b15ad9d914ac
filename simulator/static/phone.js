// One phone: whose it is, the chat it shows, and what its bubbles do.

import { api } from "./api.js";
import { bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { el, initials, notice } from "./dom.js";
import { openMenu, openSheet } from "./panels.js";
import { swipes } from "./swipe.js";
import { day } from "./text.js";

const TYPING_MS = 25000;
const NEAR = 80;

export class Phone {
  /** `side` is the section of the page; `world` knows phones, messages and windows. */
  constructor(side, world) {
    this.side = side;
    this.world = world;
    this.device = side.querySelector(".device");
    this.log = side.querySelector(".log");
    this.newer = side.querySelector(".newer");
    this.address = "";
    this.business = "";
    this.queue = Promise.resolve();
    this.unseen = 0;
    this.composer = new Composer(side.querySelector(".composer"), this);
    this.stuck = true;
    this.log.addEventListener("scroll", () => { this.stuck = this.atEnd(); if (this.stuck) this.seen(); });
    this.log.addEventListener("load", () => this.stay(), true);
    new ResizeObserver(() => this.stay()).observe(this.log);
    this.log.addEventListener("keydown", (event) => this.key(event));
    this.log.addEventListener("click", (event) => this.follow(event));
    this.newer.addEventListener("click", () => this.toEnd());
    swipes(this.log, (sid) => this.reply(sid));
    this.actions = {
      otherName: () => this.otherName(),
      taken: (sid) => this.world.taken(sid),
      tap: (message, button) => this.send({ button: button.id, reply_to: message.sid }),
      openList: (message) => this.openList(message),
      menu: (message, button) => this.openMenu(message, button),
      jump: (sid) => this.jump(sid),
    };
  }

  otherName() {
    return this.world.businessName(this.business);
  }

  /** Do something after what this phone is still sending: what is typed fast keeps its order. */
  inTurn(act) {
    this.queue = this.queue.catch(() => {}).then(act);
    return this.queue;
  }

  send(draft) {
    return this.inTurn(() => api.send(this.address, { ...draft, to: this.business })).catch(() => {});
  }

  /** Show the chat of a person with a business number. */
  show(address, business) {
    this.composer.swap(this.address + this.business, address + business);
    this.address = address;
    this.business = business;
    this.head();
    this.fill();
  }

  head() {
    const name = this.otherName();
    this.side.querySelector(".avatar").textContent = initials(name);
    this.side.querySelector(".name").textContent = name;
    this.side.querySelector(".window").textContent = this.world.closed(this.address, this.business) ? "24 h over" : "";
    this.presence();
  }

  presence() {
    const line = this.side.querySelector(".presence");
    const chat = this.world.chat(this.address, this.business);
    const last = chat.findLastIndex((message) => !message.mine);
    const asked = chat.findLast((message, index) => message.typing && index > last);
    const typing = asked && Date.now() - (this.world.typingSince(asked.sid) ?? 0) < TYPING_MS;
    line.textContent = typing ? "typing…" : this.business.replace("whatsapp:", "");
    line.classList.toggle("typing", Boolean(typing));
    clearTimeout(this.typing);
    if (typing) this.typing = setTimeout(() => this.presence(), TYPING_MS);
  }

  fill() {
    this.log.replaceChildren();
    this.lastDay = "";
    this.lastMine = null;
    this.log.classList.add("empty");
    for (const message of this.world.chat(this.address, this.business)) this.put(message);
    this.toEnd();
  }

  /** A message of this chat is new or has changed. */
  update(message) {
    const old = this.node(message.sid);
    const wasAtEnd = this.atEnd();
    if (message.deleted) old?.remove();
    else if (old) this.replace(old, message);
    else if (message.id < Number(this.log.querySelector(".message:last-of-type")?.dataset.id ?? 0)) this.fill();
    else this.put(message, true);
    this.presence();
    if (wasAtEnd || (!old && message.mine)) this.toEnd();
    else if (!old && !message.mine) this.missed();
  }

  replace(old, message) {
    const node = bubble(message, this.actions);
    if (old.classList.contains("turn")) node.classList.add("turn");
    // Whoever is on one of its buttons stays on it: the same one in the new bubble, or the bubble itself.
    const here = old.contains(document.activeElement);
    const at = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
    old.replaceWith(node);
    if (here) (node.querySelectorAll("button, a")[at] ?? node).focus({ preventScroll: true });
  }

  put(message, fresh = false) {
    this.log.classList.remove("empty");
    const today = day(message.at);
    if (today !== this.lastDay) this.log.append(el("div", { class: "day", text: today }));
    const node = bubble(message, this.actions);
    if (today !== this.lastDay || message.mine !== this.lastMine) node.classList.add("turn");
    if (fresh) node.classList.add("fresh");
    this.lastDay = today;
    this.lastMine = message.mine;
    this.log.append(node);
  }

  node(sid) {
    return this.log.querySelector(`[data-sid="${CSS.escape(sid)}"]`);
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
  }

  toEnd() {
    this.stuck = true;
    this.stay();
    this.seen();
  }

  /** Keep showing the newest message while pictures load and the composer grows. */
  stay() {
    if (this.stuck) this.log.scrollTop = this.log.scrollHeight;
  }

  missed() {
    this.unseen += 1;
    this.newer.textContent = `↓ ${this.unseen} new`;
    this.newer.hidden = false;
  }

  /** The screen shows the newest message: everything that arrived is read. */
  seen() {
    this.unseen = 0;
    this.newer.hidden = true;
    if (document.hidden || !this.device.offsetParent) return;
    const waiting = this.world.unread(this.address, this.business);
    if (waiting.length) api.read(this.address, this.business, waiting.at(-1).id).catch(() => {});
  }

  key(event) {
    const bubbles = [...this.log.querySelectorAll(".message")];
    const here = bubbles.indexOf(document.activeElement);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) {
      event.preventDefault();
      bubbles.at(here < 0 ? -1 : Math.max(0, Math.min(bubbles.length - 1, here + step)))?.focus();
    } else if (here >= 0 && event.key === "Enter") {
      event.preventDefault();
      bubbles[here].querySelector(".more").click();
    } else if (here >= 0 && event.key.toLowerCase() === "r" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.reply(bubbles[here].dataset.sid);
    }
  }

  reply(sid) {
    const message = this.world.message(sid);
    if (message) this.composer.reply(message);
  }

  /** A link to a chat with one of the numbers here opens it on this phone, with the words of the link ready to be sent. */
  follow(event) {
    const link = event.target.closest?.("a")?.href.match(/^https:\/\/wa\.me\/(\d+)(?:\?text=(.*))?$/);
    const business = `whatsapp:+${link?.[1]}`;
    if (!this.world.businesses.some((one) => one.number === business)) return;
    event.preventDefault();
    this.enter(business);
    this.composer.write(decodeURIComponent(link[2] ?? ""));
  }

  jump(sid) {
    const node = this.node(sid);
    node?.scrollIntoView({ block: "center", behavior: "smooth" });
    node?.focus({ preventScroll: true });
  }

  openMenu(message, button) {
    const entries = [["reply", "Reply", () => this.composer.reply(message)]];
    if (message.body) entries.push(["copy", "Copy", () => navigator.clipboard.writeText(message.body).catch(() => notice("Copying is not allowed here."))]);
    if (message.mine) entries.push(["again", "Deliver again", () => api.again(message.sid).catch(() => {})]);
    openMenu(button, entries);
  }

  openList(message) {
    const inside = message.list.items.map((row, index) => el("label", { class: "option", data: { testid: "list-row" } },
      el("span", {}, row.item, row.description ? el("small", { text: row.description }) : null),
      el("input", { type: "radio", name: "row", value: row.id, required: true, checked: index === 0 })));
    openSheet(this.device, { title: message.list.button, inside, press: "Send", rows: true },
      (form) => { this.send({ row: form.get("row"), reply_to: message.sid }); });
  }
}
