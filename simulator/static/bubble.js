// One message as a bubble.

import { el, icon, tick } from "./dom.js";
import { clock, isLoneEmoji, size, summary, words } from "./text.js";

function picture(medium) {
  const image = el("img", { src: medium.url, alt: medium.filename || "Picture", loading: "lazy", decoding: "async" });
  return el("a", { class: "picture", href: medium.url, target: "_blank", rel: "noopener", "aria-label": `Open ${medium.filename || "the picture"}` }, image);
}

function document_(medium) {
  const name = medium.filename || "Document";
  const kind = medium.content_type.split("/").pop().split(".").pop();
  const about = el("span", {}, el("strong", { text: name }), el("small", { text: `${kind} · ${size(medium.size)}` }));
  const sign = medium.content_type.includes("vcard") ? "person" : "file";
  return el("a", { class: "file", href: medium.url, download: name, data: { testid: "document" } }, icon(sign), about);
}

function medium(one) {
  const family = one.content_type.split("/")[0];
  if (family === "image") return picture(one);
  if (family === "audio") return el("audio", { controls: true, preload: "metadata", src: one.url, "aria-label": "Voice note" });
  if (family === "video") return el("video", { controls: true, preload: "metadata", src: one.url });
  return document_(one);
}

function place(location) {
  const { latitude, longitude } = location;
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  const name = location.label || `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return el("a", { class: "place", href, target: "_blank", rel: "noopener noreferrer", data: { testid: "location" } },
    el("span", { class: "map", "aria-hidden": "true" }, icon("pin")),
    el("strong", { text: name }), location.address ? el("small", { text: location.address }) : null);
}

function quote(message, actions) {
  const quoted = message.quote;
  return el("button", { class: "quote", type: "button", on: { click: () => actions.jump(quoted.sid) }, data: { testid: "quote" } },
    el("strong", { text: quoted.mine ? "You" : actions.otherName() }), el("span", { text: summary(quoted) }));
}

function text(message) {
  if (!message.body) return null;
  return el("p", { class: isLoneEmoji(message.body) ? "words lone" : "words", data: { testid: "words" } }, ...words(message.body));
}

function choices(message, actions) {
  if (message.tick === "failed") return null;
  if (!message.buttons.length && !message.links.length && !message.list) return null;
  const taken = actions.taken(message.sid);
  const buttons = message.buttons.map((button) => el("button", {
    type: "button", class: taken.has(button.id) ? "taken" : "",
    data: { testid: "quick-reply" }, on: { click: () => actions.tap(message, button) },
  }, icon(taken.has(button.id) ? "check" : "reply"), button.title));
  const links = message.links.map((link) => el("a", {
    href: /^(https?:|tel:)/i.test(link.url) ? link.url : "#", target: "_blank", rel: "noopener noreferrer",
  }, icon("link"), link.title));
  const list = message.list && el("button", {
    type: "button", "aria-haspopup": "dialog", data: { testid: "open-list" }, on: { click: () => actions.openList(message) },
  }, icon("list"), message.list.button);
  return el("div", { class: "choices" }, ...buttons, ...links, list || null);
}

function foot(message) {
  return el("div", { class: "foot" }, el("time", { datetime: message.at, text: clock(message.at) }), tick(message.tick));
}

function reason(message) {
  if (!message.error) return null;
  const what = message.mine ? "The shop did not take it" : "It did not arrive";
  return el("p", { class: "reason", data: { testid: "reason" }, text: `${what}: ${message.error.code} ${message.error.message ?? ""}`.trim() });
}

/** The node of a message. `actions` are what its buttons do. */
export function bubble(message, actions) {
  const inside = [message.quote && quote(message, actions), ...message.media.map(medium), message.location && place(message.location), text(message), foot(message), reason(message)];
  const more = el("button", {
    class: "more", type: "button", tabindex: -1, "aria-label": "What to do with this message", "aria-haspopup": "menu",
    data: { testid: "more" }, on: { click: (event) => actions.menu(message, event.currentTarget) },
  }, icon("down"));
  const shape = el("div", { class: "bubble" }, ...inside.filter(Boolean), more);
  return el("article", {
    class: ["message", message.mine && "mine", `kind-${message.kind}`, message.tick === "failed" && "failed"].filter(Boolean).join(" "),
    tabindex: -1, "aria-label": `${message.mine ? "You" : actions.otherName()}, ${clock(message.at)}`,
    data: { testid: "bubble", sid: message.sid, id: message.id, mine: message.mine, tick: message.tick, kind: message.kind },
  }, el("div", { class: "body" }, shape, choices(message, actions)));
}
