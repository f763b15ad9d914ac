// Small helpers to build the page. Text is always set as text: nothing anybody writes is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  clip: "M20 11.500 12.300 19a5 5 0 0 1-7-7l8-7.800a3.300 3.300 0 0 1 4.700 4.700l-7.800 7.600a1.700 1.700 0 0 1-2.400-2.400L14.500 7.500",
  mic: "M12 3.500a2.800 2.800 0 0 1 2.800 2.800v5a2.800 2.800 0 0 1-5.600 0v-5A2.800 2.800 0 0 1 12 3.500ZM6.500 11a5.500 5.500 0 0 0 11 0M12 16.500V20",
  stop: "M7 7h10v10H7z",
  send: "M4 12 20 4.500 15.500 20 11.500 13.500 4 12Zm7.500 1.500L20 4.500",
  down: "m6 9 6 6 6-6",
  close: "m6 6 12 12M18 6 6 18",
  reply: "M10 8V4.500L3.500 11l6.500 6.500V14c5 0 8 1.500 10.500 5C19.500 13 16.500 8.500 10 8Z",
  list: "M5 6.500h14M5 12h14M5 17.500h14",
  check: "m5 12.500 4.500 4.500L19 7.500",
  link: "M14 4.500h5.500V10M19 5l-8 8M17.500 13.500V19h-13V6H10",
  file: "M7 3.500h7l4 4v13H7zM14 3.500v4.500h4",
  picture: "M4 5h16v14H4zM4 16l4.500-4.500 4 4 3-3L20 17M14.500 9h.1",
  pin: "M12 21c4-4.500 6-8 6-11a6 6 0 0 0-12 0c0 3 2 6.500 6 11ZM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  copy: "M9 8.500h10.500V20H9zM15 8.500V4H4.500v11.500H9",
  again: "M19.500 12a7.500 7.500 0 1 1-2.500-5.600M19.500 4v4.500H15",
  theme: "M12 4.500v-2M12 21.500v-2M4.500 12h-2M21.500 12h-2M6.700 6.700 5.300 5.300M18.700 18.700l-1.400-1.400M6.700 17.300l-1.400 1.400M18.700 5.300l-1.400 1.400M12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9Z",
  fault: "M13 3 5 13.500h6L10.500 21 19 10.500h-6L13 3Z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.500 20c.8-4 3.700-6 7.500-6s6.700 2 7.500 6",
  sound: "M4 14v-4M8 17V7M12 20V4M16 17V7M20 14v-4",
};

const TICKS = {
  queued: ["Waiting", "M8.500 1.500a5 5 0 1 1 0 10 5 5 0 0 1 0-10ZM8.500 4v2.700l1.800 1.200"],
  sent: ["Sent", "m4 7 3.300 3.300L13.500 3"],
  delivered: ["Delivered", "m1 7 3.300 3.300L10.500 3M7.500 9.500l.8.800L14.500 3"],
  read: ["Read", "m1 7 3.300 3.300L10.500 3M7.500 9.500l.8.800L14.500 3"],
  failed: ["Failed", "M8.500 1.500a5 5 0 1 1 0 10 5 5 0 0 1 0-10ZM8.500 4v3.200M8.500 9.300v.1"],
};

/** An element with properties (class, text, on, data, and attributes) and children. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function drawing(path, box, className) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("class", className);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** A decorative icon. */
export function icon(name) {
  const svg = drawing(ICONS[name], "0 0 24 24", "icon");
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

/** The sign of how far a message came, named for those who do not see it. */
export function tick(state) {
  const [name, path] = TICKS[state] ?? TICKS.queued;
  const svg = drawing(path, "0 0 17 13", `tick ${state}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", name);
  return svg;
}

/** Show a short notice to the person at the page. */
export function notice(text) {
  const box = document.getElementById("notice");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => { box.hidden = true; }, 5000);
}

/** The first letters of a name, for a round picture. */
export function initials(name) {
  const words = name.replace(/[^\p{L}\p{N}\s]/gu, "").trim().split(/\s+/);
  return words.slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase() || "?";
}
