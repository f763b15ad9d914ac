// The drawer of faults: what can go wrong next, what is armed, and what went over the wire.

import { api } from "./api.js";
import { el, icon } from "./dom.js";

const drawer = document.getElementById("faults");
const CODES = [
  [63016, "outside the 24-hour window"], [63003, "not on this channel"], [63018, "rate limit"], [63024, "invalid recipient"],
  [63049, "chosen not to deliver"], [63038, "daily limit"], [63051, "sender locked"], [63013, "policy"], [63021, "invalid content"],
  [21211, "invalid number"], [21610, "opted out"], [63007, "unknown sender"], [20003, "wrong credentials"], [20429, "too many requests"],
];
const TROUBLE = {
  ...Object.fromEntries(CODES.map(([code, words]) => [`send_code:${code}`, `${code} ${words}`])),
  "send_http:429": "HTTP 429", "send_http:500": "HTTP 500", "send_http:503": "HTTP 503",
  send_hang: "Hang, then drop it", send_late_answer: "Take it, answer after the timeout",
  "send_reset:accepted": "Take it, reset the connection", "send_reset:lost": "Reset the connection before taking it",
  send_bad_json: "Take it, answer broken JSON",
};
const NAMES = {
  inbound_twice: "Next message arrives twice", inbound_late: "Next message arrives late", inbound_out_of_order: "Next two messages change places",
  inbound_lost: "Next message is not told to the shop",
  callback_lost: "State is not told", callback_repeated: "State is told twice", callback_shuffled: "States come in the wrong order",
  api_delay: "Every call is slow",
};
const STATES = ["approved", "pending", "received", "rejected", "paused", "disabled"];

function describe(fault) {
  const times = fault.times < 0 ? "until cleared" : `${fault.times}×`;
  if (fault.kind === "api_delay") return `${NAMES.api_delay}: ${Math.round(fault.seconds * 1000)} ms`;
  const detail = { send_code: `Send fails: ${fault.code}`, send_http: `Send answers HTTP ${fault.status}` }[fault.kind];
  return `${detail ?? NAMES[fault.kind] ?? TROUBLE[fault.kind] ?? TROUBLE[`${fault.kind}:${fault.accepted ? "accepted" : "lost"}`]} · ${times}`;
}

function chosen(value) {
  const [kind, detail] = value.split(":");
  if (kind === "send_code") return { kind, code: Number(detail) };
  if (kind === "send_http") return { kind, status: Number(detail) };
  return kind === "send_reset" ? { kind, accepted: detail === "accepted" } : { kind };
}

const select = (name, options) => el("select", { name, data: { testid: name } },
  ...Object.entries(options).map(([value, words]) => el("option", { value, text: words })));
const press = (words, act, testid, className = "press") => el("button", { class: className, type: "button", text: words, on: { click: act }, data: { testid } });
const part = (title, ...inside) => el("section", {}, el("h3", { text: title }), ...inside);

export class Drawer {
  /** `button` opens the drawer; `world` knows the phones. */
  constructor(button, world) {
    this.button = button;
    this.world = world;
    this.armed = el("ul", { class: "armed", data: { testid: "armed" } });
    this.windows = el("div", { data: { testid: "windows" } });
    this.traffic = el("ol", { class: "traffic", data: { testid: "traffic" } });
    this.approval = select("approval", Object.fromEntries(STATES.map((state) => [state, state])));
    this.approval.addEventListener("change", () => this.act(api.approval(this.approval.value)));
    drawer.append(this.top(), this.armedPart(), this.inboundPart(), this.sendPart(), this.callbackPart(), this.windowPart(), this.morePart(), part("Over the wire", this.traffic));
    drawer.addEventListener("click", (event) => { if (event.target === drawer) drawer.close(); });
    button.addEventListener("click", () => { drawer.showModal(); this.refresh().catch(() => {}); });
  }

  top() {
    return el("div", { class: "top" }, el("h2", { id: "faults-title", text: "Faults" }),
      el("button", { class: "plain", type: "button", "aria-label": "Close", data: { testid: "close-faults" }, on: { click: () => drawer.close() } }, icon("close")));
  }

  armedPart() {
    return part("Armed", this.armed, el("div", { class: "row" }, press("Clear all", () => this.act(api.disarm()), "clear-faults")));
  }

  inboundPart() {
    const words = { inbound_twice: "Twice", inbound_late: "Late", inbound_out_of_order: "Out of order", inbound_lost: "Not at all" };
    const buttons = Object.entries(words).map(([kind, label]) => press(label, () => this.arm({ kind }), `arm-${kind}`));
    return part("The next message a phone sends arrives", el("div", { class: "row" }, ...buttons));
  }

  sendPart() {
    const trouble = select("trouble", TROUBLE);
    const times = el("input", { name: "times", type: "number", min: 1, max: 1000, value: 1, data: { testid: "times" } });
    const act = () => this.arm({ ...chosen(trouble.value), times: Number(times.value) || 1 });
    return part("The next messages the shop sends", el("div", { class: "row" },
      el("label", { class: "field" }, "What happens", trouble), el("label", { class: "field small" }, "How many", times), press("Arm", act, "arm-send", "press main")));
  }

  callbackPart() {
    const words = { callback_lost: "Lose", callback_repeated: "Repeat", callback_shuffled: "Shuffle" };
    const buttons = Object.entries(words).map(([kind, label]) => press(label, () => this.arm({ kind, times: 3 }), `arm-${kind}`));
    return part("The next three states told to the shop", el("div", { class: "row" }, ...buttons));
  }

  windowPart() {
    return part("24-hour window open", el("p", { text: "In a closed one only approved templates arrive. Writing from the phone opens it again." }), this.windows);
  }

  morePart() {
    const delay = el("input", { type: "number", min: 0, max: 60000, step: 50, value: 150, data: { testid: "delay" } });
    return part("More",
      el("div", { class: "row" }, el("label", { class: "field" }, "Every call takes (ms)", delay),
        press("Slow down", () => this.arm({ kind: "api_delay", seconds: Number(delay.value) / 1000 }), "arm-delay")),
      el("div", { class: "row" }, el("label", { class: "field" }, "Templates are", this.approval)),
      el("div", { class: "row" }, press("Start over: forget every message", () => { if (confirm("Forget every message?")) api.reset().then(() => location.reload()); }, "reset", "press bad")));
  }

  arm(fault) {
    return this.act(api.arm(fault));
  }

  async act(doing) {
    // What did not answer was told by a notice.
    await doing.then(() => this.refresh()).catch(() => {});
  }

  /** Load what is armed; with the drawer open, also windows and traffic. */
  async refresh() {
    const { faults, approval } = await api.faults();
    const badge = this.button.querySelector(".badge");
    badge.hidden = !faults.length;
    badge.textContent = faults.length;
    if (!drawer.open) return;
    this.approval.value = approval;
    this.armed.replaceChildren(...faults.map((fault) => el("li", {}, el("span", { text: describe(fault) }),
      el("button", { class: "plain", type: "button", "aria-label": "Clear this fault", on: { click: () => this.act(api.disarm(fault.id)) } }, icon("close")))));
    if (!faults.length) this.armed.replaceChildren(el("p", { text: "Nothing: everything works." }));
    await Promise.all([this.showWindows(), this.showTraffic()]);
  }

  async showWindows() {
    await this.world.refresh();
    const many = this.world.businesses.length > 1;
    this.windows.replaceChildren(...this.world.windows.map((chat) => {
      const name = this.world.phones.find((phone) => phone.address === chat.phone)?.name ?? chat.phone;
      const box = el("input", { type: "checkbox", role: "switch", data: { testid: `window-${chat.phone}` } });
      box.checked = chat.open;
      box.addEventListener("change", () => this.act(api.moveWindow({ ...chat, open: box.checked })));
      return el("label", { class: "switch" }, many ? `${name} · ${this.world.businessName(chat.business)}` : name, box);
    }));
  }

  async showTraffic() {
    const { entries } = await api.journal();
    const opened = new Set([...this.traffic.querySelectorAll("details[open]")].map((one) => one.dataset.id));
    this.traffic.replaceChildren(...entries.reverse().map((entry) => el("li", {},
      el("details", { class: entry.status < 200 || entry.status >= 400 ? "bad" : "", open: opened.has(String(entry.id)), data: { id: entry.id } },
        el("summary", {}, el("b", { text: entry.status || entry.detail || "–" }), el("span", { text: `${entry.kind === "request" ? "←" : "→"} ${entry.method} ${entry.path}` })),
        el("pre", { text: JSON.stringify(entry.params, null, 1) })))));
  }
}
