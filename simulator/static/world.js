// What the page knows: phones, business numbers, messages and windows.

import { api } from "./api.js";

export class World {
  constructor() {
    this.phones = [];
    this.businesses = [];
    this.messages = new Map();
    this.windows = [];
    this.typings = new Map();
  }

  /** Load everything; the number of the newest change, to listen from. */
  async load() {
    await this.refresh();
    const chats = await Promise.all(this.phones.map((phone) => api.messages(phone.address)));
    for (const chat of chats) for (const message of chat.messages) this.keep(message);
    return Math.min(...chats.map((chat) => chat.cursor), Infinity);
  }

  /** Load phones, numbers and windows anew. */
  async refresh() {
    const [{ phones, businesses }, { windows }] = await Promise.all([api.phones(), api.windows()]);
    Object.assign(this, { phones, businesses, windows });
  }

  keep(message) {
    const known = this.messages.get(message.sid);
    if (message.typing && !known?.typing) this.typings.set(message.sid, known ? Date.now() : 0);
    this.messages.set(message.sid, message);
  }

  message(sid) {
    return this.messages.get(sid);
  }

  typingSince(sid) {
    return this.typings.get(sid);
  }

  /** The messages of one chat, oldest first. */
  chat(address, business) {
    return [...this.messages.values()]
      .filter((message) => message.phone === address && message.business === business && !message.deleted)
      .sort((one, other) => one.id - other.id);
  }

  /** The business number of a phone's newest message. */
  newestChat(address) {
    let newest = null;
    for (const message of this.messages.values()) if (message.phone === address && message.id > (newest?.id ?? 0)) newest = message;
    return newest?.business;
  }

  /** What arrived on a phone and was not read, in one chat or in all. */
  unread(address, business = "") {
    return [...this.messages.values()]
      .filter((message) => message.phone === address && (!business || message.business === business) && !message.mine && message.status === "delivered")
      .sort((one, other) => one.id - other.id);
  }

  /** The choices of a message that were taken. */
  taken(sid) {
    const answers = [...this.messages.values()].filter((message) => message.choice && message.quote?.sid === sid);
    return new Set(answers.map((message) => message.choice.id));
  }

  withRole(role) {
    return this.phones.filter((phone) => phone.role === role);
  }

  businessName(number) {
    return this.businesses.find((one) => one.number === number)?.name ?? number;
  }

  /** Whether a chat that has begun is outside its 24 hours. */
  closed(address, business) {
    const chat = this.windows.find((one) => one.phone === address && one.business === business);
    return Boolean(chat && !chat.open && this.chat(address, business).length);
  }
}
