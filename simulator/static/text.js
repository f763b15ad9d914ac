// The chat app's marks (*bold* _italic_ ~strike~ ```mono``` `code`) and links, turned into nodes.

import { el } from "./dom.js";

const MONO = /```([\s\S]+?)```|`([^`\n]+)`/u;
const LINK = /\b(?:https?:\/\/|wa\.me\/|www\.)[^\s<>"]+[^\s<>".,;:!?)\]'*_~]/iu;
const MARK = /(?<=^|[\s\p{P}\p{S}])([*_~])(?=\S)((?:(?!\1)[^\n])+?)(?<=\S)\1(?=$|[\s\p{P}\p{S}])/u;
const TAGS = { "*": "strong", _: "em", "~": "s" };
const LONE = /^(?:\p{Extended_Pictographic}[\u{FE0F}\u{1F3FB}-\u{1F3FF}]?(?:\u{200D}\p{Extended_Pictographic}\u{FE0F}?)*\s*){1,3}$/u;

function cut(text, pattern, make, rest) {
  const found = pattern.exec(text);
  if (!found) return rest(text);
  const after = text.slice(found.index + found[0].length);
  return [...rest(text.slice(0, found.index)), make(found), ...cut(after, pattern, make, rest)];
}

function marked(text) {
  return cut(text, MARK, (found) => el(TAGS[found[1]], {}, ...marked(found[2])), (plain) => (plain ? [plain] : []));
}

function link(found) {
  const address = /^https?:/i.test(found[0]) ? found[0] : `https://${found[0]}`;
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow", text: found[0] });
}

/** Nodes that show a text as the chat app would. */
export function words(text) {
  const linked = (part) => cut(part, LINK, link, marked);
  return cut(text, MONO, (found) => el("code", { text: found[1] ?? found[2] }), linked);
}

/** Whether a text is one to three emoji and nothing else. */
export function isLoneEmoji(text) {
  return LONE.test(text.trim());
}

/** A size in bytes for people. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** The clock time of an instant. */
export function clock(instant) {
  return new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** The day of an instant as a separator names it. */
export function day(instant) {
  const then = new Date(instant);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return then.toLocaleDateString([], { weekday: days < 7 ? "long" : undefined, day: "numeric", month: "long", year: days < 7 ? undefined : "numeric" });
}

/** A short line that stands for a message in a quote. */
export function summary(message) {
  const named = { image: "Photo", sticker: "Sticker", audio: "Voice note", video: "Video", document: "Document", location: "Location", contacts: "Contact" };
  return message.body.replace(/[*_~`]/g, "") || named[message.kind] || "Message";
}
