// Talking to the stand-in.

import { notice } from "./dom.js";

async function call(method, path, body) {
  const form = body instanceof FormData;
  const answer = await fetch(`/simulator${path}`, {
    method,
    headers: body && !form ? { "Content-Type": "application/json" } : {},
    body: form ? body : body && JSON.stringify(body),
  }).catch((problem) => {
    notice("The stand-in does not answer. Is it running?");
    throw problem;
  });
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const problem = await answer.json().catch(() => ({ error: answer.statusText }));
  notice(problem.error ?? "That did not work.");
  throw new Error(problem.error);
}

const at = (address) => `/phones/${encodeURIComponent(address)}`;

export const api = {
  phones: () => call("GET", "/phones"),
  addPhone: (phone) => call("POST", "/phones", phone),
  messages: (address) => call("GET", `${at(address)}/messages?all=1`),
  read: (address, business, upTo) => call("POST", `${at(address)}/read`, { to: business, up_to: upTo }),
  send: (address, draft) => call("POST", `${at(address)}/messages`, draft),
  upload: (address, file, fields) => {
    const form = new FormData();
    form.append("file", file);
    for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
    return call("POST", `${at(address)}/messages`, form);
  },
  again: (sid) => call("POST", `/messages/${sid}/webhook`, {}),
  faults: () => call("GET", "/faults"),
  arm: (fault) => call("POST", "/faults", fault),
  disarm: (number) => call("DELETE", number ? `/faults/${number}` : "/faults"),
  windows: () => call("GET", "/windows"),
  moveWindow: (chat) => call("POST", "/windows", chat),
  approval: (status) => call("POST", "/approval", { status }),
  journal: () => call("GET", "/journal?last=40"),
  reset: () => call("POST", "/reset", {}),
};

/** Listen to every change after `since`; `seen(messages)` and `line(connected)` are called as they come. */
export function listen(since, seen, line) {
  let cursor = since;
  const source = new EventSource(`/simulator/feed?since=${cursor}`);
  source.onmessage = (event) => {
    const news = JSON.parse(event.data);
    cursor = news.cursor;
    seen(news.messages);
  };
  source.onopen = () => line(true);
  source.onerror = () => {
    line(false);
    // The browser tries again by itself, except when the answer was an error.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(cursor, seen, line), 1000);
  };
  addEventListener("pagehide", () => source.close());
}
