// Where a person writes: text, a file with its caption, a place, a voice note, an answer to a message.

import { api } from "./api.js";
import { el, icon, notice } from "./dom.js";
import { field, openMenu, openSheet } from "./panels.js";
import { Recorder } from "./recorder.js";
import { size, summary } from "./text.js";

export class Composer {
  /** `form` is the composer of a phone; `phone` knows who holds it and to whom it writes. */
  constructor(form, phone) {
    this.phone = phone;
    this.form = form;
    this.text = form.querySelector(".text");
    this.preview = form.querySelector(".preview");
    this.file = form.querySelector("input[type=file]");
    this.sendButton = form.querySelector(".send");
    this.voiceButton = form.querySelector(".voice");
    this.recorder = new Recorder();
    this.replyTo = null;
    this.attached = null;
    this.drafts = new Map();
    this.dress();
    this.listen();
  }

  dress() {
    this.form.querySelector(".attach").append(icon("clip"));
    this.sendButton.append(icon("send"));
    this.voiceButton.append(icon("mic"));
  }

  listen() {
    this.text.addEventListener("input", () => this.grow());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("paste", (event) => this.paste(event));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.form.querySelector(".attach").addEventListener("click", (event) => this.offer(event.currentTarget));
    this.file.addEventListener("change", () => this.attach(this.file.files[0]));
    this.voiceButton.addEventListener("click", () => this.record());
    const device = this.form.closest(".device");
    device.addEventListener("dragover", (event) => event.preventDefault());
    device.addEventListener("drop", (event) => { event.preventDefault(); this.attach(event.dataTransfer.files[0]); });
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
    if (event.key === "Escape") this.drop();
  }

  paste(event) {
    const file = event.clipboardData.files[0];
    if (file) { event.preventDefault(); this.attach(file); }
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(132, this.text.scrollHeight + 2)}px`;
    const something = Boolean(this.text.value.trim() || this.attached);
    this.sendButton.hidden = !something;
    this.voiceButton.hidden = something;
  }

  /** Keep what was written for one phone and show what was written for another. */
  swap(from, to) {
    if (from) this.drafts.set(from, this.text.value);
    this.text.value = this.drafts.get(to) ?? "";
    this.drop();
  }

  /** Have a text ready to be sent. */
  write(text) {
    this.text.value = text;
    this.grow();
    this.text.focus();
  }

  offer(button) {
    openMenu(button, [
      ["picture", "Photo or video", () => this.pick("image/*,video/mp4")],
      ["file", "Document", () => this.pick("")],
      ["sound", "Audio file", () => this.pick("audio/*")],
      ["person", "Contact", () => this.shareContact()],
      ["pin", "Location", () => this.shareLocation()],
    ]);
  }

  pick(kinds) {
    this.file.accept = kinds;
    this.file.value = "";
    this.file.click();
  }

  attach(file) {
    if (!file) return;
    this.attached = file;
    this.show();
    this.text.focus();
  }

  reply(message) {
    this.replyTo = message;
    this.show();
    this.text.focus();
  }

  drop() {
    this.attached = null;
    this.replyTo = null;
    this.file.value = "";
    this.show();
  }

  show() {
    this.preview.hidden = !this.attached && !this.replyTo;
    if (!this.preview.hidden) {
      const title = this.attached ? this.attached.name : this.replyTo.mine ? "You" : this.phone.otherName();
      const line = this.attached ? size(this.attached.size) : summary(this.replyTo);
      const picture = this.attached?.type.startsWith("image/") ? el("img", { src: URL.createObjectURL(this.attached), alt: "" }) : null;
      this.preview.replaceChildren(...[picture,
        el("span", { class: "what" }, el("strong", { text: title }), el("span", { class: "line", text: line })),
        el("button", { class: "plain", type: "button", "aria-label": "Remove", on: { click: () => { this.drop(); this.text.focus(); } } }, icon("close")),
      ].filter(Boolean));
    }
    this.grow();
  }

  async send() {
    const text = this.text.value.trim();
    const { attached, replyTo } = this;
    if (!text && !attached) return;
    this.text.value = "";
    this.drop();
    const fields = { text, reply_to: replyTo?.sid ?? "", to: this.phone.business };
    try {
      await this.phone.inTurn(() => (attached ? api.upload(this.phone.address, attached, fields) : api.send(this.phone.address, fields)));
    } catch {
      if (!this.text.value) { this.text.value = text; this.grow(); }
    }
  }

  async record() {
    if (this.recorder.active) {
      this.recording(false);
      const note = await this.recorder.stop();
      if (note) await api.upload(this.phone.address, note, { to: this.phone.business });
      return;
    }
    try {
      await this.recorder.start();
      this.recording(true);
    } catch {
      notice("No microphone here. Choose an audio file with the paper clip instead.");
    }
  }

  recording(on) {
    this.voiceButton.classList.toggle("recording", on);
    this.voiceButton.setAttribute("aria-label", on ? "Stop and send the voice note" : "Record a voice note");
    this.voiceButton.replaceChildren(icon(on ? "stop" : "mic"));
    this.text.placeholder = on ? "Recording…" : "Message";
  }

  shareLocation() {
    const inside = [
      field("Latitude", "latitude", { value: "-6.20880", required: true, inputmode: "decimal" }),
      field("Longitude", "longitude", { value: "106.84560", required: true, inputmode: "decimal" }),
      field("Name of the place", "label", { maxlength: 100 }),
      field("Address", "address", { maxlength: 200 }),
    ];
    openSheet(this.phone.device, { title: "Share a place", inside, press: "Send the place" }, (form) => {
      const location = Object.fromEntries(form);
      api.send(this.phone.address, { location, to: this.phone.business });
    });
  }

  shareContact() {
    const inside = [field("Name", "name", { required: true, maxlength: 80 }), field("Number", "number", { required: true, placeholder: "+62 812…" })];
    openSheet(this.phone.device, { title: "Share a contact", inside, press: "Send the contact" }, (form) => {
      const line = (text) => String(text).replace(/[\r\n;]/g, " ");
      const card = `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${line(form.get("name"))}\r\nTEL;TYPE=CELL:${line(form.get("number"))}\r\nEND:VCARD\r\n`;
      const file = new File([card], `${line(form.get("name"))}.vcf`, { type: "text/vcard" });
      api.upload(this.phone.address, file, { to: this.phone.business });
    });
  }
}
