// The call sheet: the stopwatch, the grades, a form that saves itself, and a submit that survives a lost network.

import { keepOnDevice } from "./call_device.js";
import { showErrors } from "./call_errors.js";
import { startGrades } from "./call_grades.js";
import { keepSending, submit } from "./call_outbox.js";
import { Saves, fieldsOf } from "./call_saves.js";
import { startStamps } from "./call_stamps.js";
import { formsOf, hear, sentOf } from "./call_store.js";

const LIST = "/calls";

class Sheet {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-saved]");
    this.about = { user: document.body.dataset.userId, call: form.dataset.callId, round: form.dataset.round };
    this.saves = new Saves(form, this.about, (state) => this.say(state));
    this.isSubmitting = false;
  }

  async start() {
    this.form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("keydown", (event) => this.onEnter(event));
    for (const button of this.form.querySelectorAll("[data-save-draft]")) button.hidden = true;
    // Without a store on the device the server's copy is all there is, and the form works all the same.
    await this.saves.restore().catch(() => this.say("nowhere"));
    const stamps = startStamps(this.form, () => this.saves.save());
    const grades = startGrades(this.form);
    const refresh = () => {
      stamps.refresh();
      grades.refresh();
    };
    this.saves.start(refresh);
    await this.watchOutbox();
  }

  async watchOutbox() {
    const isThis = (form) => form.call === this.about.call && form.round === this.about.round;
    // A sheet that the device has kept may be older than what was sent.
    if ((await sentOf(this.about.user)).some(isThis)) this.leaveFor(LIST);
    const kept = (await formsOf(this.about.user)).find(isThis);
    if (kept?.state === "refused") showErrors(this.form, kept.errors);
    else if (kept) this.close();
    hear((about) => {
      // Submitted in another tab: here is nothing left to do.
      if (about.kind === "outbox" && about.call === this.about.call && !this.isSubmitting) this.leaveFor(LIST);
    });
    await keepSending(this.about.user, (results) => {
      const result = results.get(this.formId());
      if (result?.kind === "sent") this.leaveFor(this.listAfterwards());
    });
  }

  async submit(event) {
    event.preventDefault();
    if (this.isSubmitting) return;
    this.isSubmitting = true;
    this.saves.stop();
    const title = document.querySelector("h1").textContent.trim();
    const form = { ...this.about, form_id: this.formId(), title, fields: fieldsOf(this.form) };
    const result = await submit(form).catch(() => null);
    if (result === null) HTMLFormElement.prototype.submit.call(this.form);
    else this.after(result);
  }

  after(result) {
    if (result.kind === "sent") this.leaveFor(this.listAfterwards());
    else if (result.kind === "refused") this.correct(result.errors);
    else if (result.kind === "signed_out") this.leaveFor(`/sign-in?next=${LIST}`);
    else if (result.kind === "gone" || navigator.serviceWorker?.controller) this.leaveFor(LIST);
    else this.close();
  }

  correct(errors) {
    this.isSubmitting = false;
    this.saves.resume();
    showErrors(this.form, errors);
  }

  /** The form waits in the outbox: it is shown no more, so that it is not filled in twice. */
  close() {
    this.saves.stop();
    this.form.hidden = true;
    const note = document.querySelector("[data-waits]");
    note.hidden = false;
    note.focus();
  }

  leaveFor(path) {
    this.saves.stop();
    sessionStorage.setItem("calls-submitted", "yes");
    location.assign(path);
  }

  /** Enter in a field must not submit half a call; with Ctrl it submits from everywhere. */
  onEnter(event) {
    if (event.key !== "Enter" || event.repeat) return;
    if (event.ctrlKey) this.form.requestSubmit(this.form.querySelector("[data-submit]"));
    else if (event.target.matches("[data-call-form] input")) event.preventDefault();
  }

  listAfterwards() {
    return `${LIST}?saved=${this.about.call}`;
  }

  formId() {
    return this.form.elements.form_id.value;
  }

  say(state) {
    const text = (this.status.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`] ?? "").replace("{time}", clockNow());
    this.status.dataset.state = state;
    if (this.status.textContent !== text) this.status.textContent = text;
  }
}

function clockNow() {
  return new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}

const form = document.querySelector("[data-call-form]");
if (form) new Sheet(form).start();
keepOnDevice();
