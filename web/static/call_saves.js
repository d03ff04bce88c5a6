// The form saves itself at every change: on this device at once, on the server half a second later. Each save has the
// next number; of two copies the one with the higher number is the newer.

import { draftOf, dropDraft, hear, keepDraft } from "./call_store.js";

const PAUSE_MS = 500;
const TRY_AGAIN_MS = 5_000;
const LONGEST_WAIT_MS = 10_000;

/** What stands in the form, by field name, as it would be sent. */
export function fieldsOf(form) {
  return Object.fromEntries(new FormData(form));
}

/** Puts kept values into the form. */
export function fill(form, fields) {
  for (const radio of form.querySelectorAll("input[type=radio]")) radio.checked = fields[radio.name] === radio.value;
  for (const field of form.elements) {
    if (field.name && field.type !== "radio" && field.type !== "submit") field.value = fields[field.name] ?? "";
  }
}

export class Saves {
  /** `say` is called with where the newest copy is: "saved", "device", "nowhere", "signedOut", "submitted" or "gone". */
  constructor(form, { user, call, round }, say) {
    Object.assign(this, { form, user, call, round, say });
    this.number = Number(form.dataset.saves || 0);
    this.onServer = this.number;
    this.timer = null;
    this.isSending = false;
    this.isOver = false;
  }

  /** Puts back what this device kept, when that is newer than what the server knew; whether it did. */
  async restore() {
    const kept = await draftOf(this.user, this.call);
    if (kept === undefined) return false;
    if (kept.round !== this.round) {
      // Of a dialling that is done: it must not be taken for this one.
      await dropDraft(this.user, this.call);
      return false;
    }
    if (!this.isNewer(kept)) return false;
    this.number = Math.max(this.number, kept.saves);
    fill(this.form, kept.fields);
    return true;
  }

  /** Of the same form the higher number is newer; of two forms the server's, if it has seen all of this one. */
  isNewer(kept) {
    if (kept.fields.form_id === this.form.elements.form_id.value || this.number === 0) return kept.saves > this.number;
    return kept.sent !== kept.saves;
  }

  /** From now on the form is saved; `filled` is called when another tab has changed the same form. */
  start(filled) {
    for (const kind of ["input", "change"]) this.form.addEventListener(kind, () => this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.send({ keepalive: true });
    });
    window.addEventListener("pagehide", () => this.send({ keepalive: true }));
    window.addEventListener("online", () => this.send());
    hear(async (about) => {
      const isThis = about.kind === "draft" && about.user === this.user && about.call === this.call;
      if (isThis && !this.isOver && (await this.restore())) filled();
    });
    if (this.number > this.onServer) this.send();
  }

  /** Nothing is saved any more: the form has been submitted. */
  stop() {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  /** The form was not accepted and is edited again. */
  resume() {
    this.isOver = false;
    this.save();
  }

  save() {
    const fields = fieldsOf(this.form);
    const text = JSON.stringify(fields);
    if (this.isOver || text === this.last) return;
    this.last = text;
    this.number += 1;
    this.draft = { user: this.user, call: this.call, round: this.round, saves: this.number, fields, sent: this.onServer };
    keepDraft(this.draft).catch(() => this.say("nowhere"));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), PAUSE_MS);
  }

  async send({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.isOver || this.number <= this.onServer || (this.isSending && !keepalive)) return;
    this.isSending = true;
    const number = this.number;
    const state = await this.post(number, keepalive);
    this.isSending = false;
    if (this.isOver) return;
    if (state === "saved") await this.noteSent(number);
    this.say(state);
    if (state === "submitted" || state === "gone") this.stop();
    else if (this.number > this.onServer) this.timer = setTimeout(() => this.send(), state === "saved" ? PAUSE_MS : TRY_AGAIN_MS);
  }

  async post(number, keepalive) {
    try {
      const answer = await fetch(this.form.dataset.draftUrl, {
        method: "POST",
        body: new URLSearchParams({ ...fieldsOf(this.form), saves: number }),
        headers: { Accept: "application/json", "X-Written-By": this.user },
        redirect: "manual",
        keepalive,
        signal: keepalive ? undefined : AbortSignal.timeout(LONGEST_WAIT_MS),
      });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "signedOut";
      if (answer.status === 409) return "submitted";
      if (answer.status === 410 || answer.status === 404) return "gone";
      return answer.ok ? this.heard(await answer.json()) : "device";
    } catch {
      return "device";
    }
  }

  async noteSent(number) {
    this.onServer = Math.max(this.onServer, number);
    if (this.draft?.saves === number) await keepDraft({ ...this.draft, sent: number }).catch(() => undefined);
  }

  heard(told) {
    if (!told.saves) return "device";
    const warning = this.form.querySelector("[data-comment-warning]");
    if (warning.textContent !== told.comment_warning) warning.textContent = told.comment_warning;
    // Saved from another device meanwhile: what is written here next must count as newer than that.
    if (told.saves > this.number) this.number = this.onServer = told.saves;
    return "saved";
  }
}
