// The list of calls: what waits in the outbox is shown and sent, and the first call to make has the focus after a submit.

import { keepOnDevice } from "./call_device.js";
import { keepSending } from "./call_outbox.js";
import { dropForm, dropOld, formsOf, hear, sentOf } from "./call_store.js";

const outbox = document.querySelector("[data-outbox]");
const user = document.body.dataset.userId;
const sent = { count: 0, isSignedOut: false };

async function show() {
  const forms = await formsOf(user);
  outbox.querySelector("[data-outbox-lines]").replaceChildren(...forms.map(lineOf));
  const waiting = forms.filter((form) => form.state === "waiting");
  say(waiting.length);
  outbox.dataset.state = forms.length ? "some" : "empty";
  const calls = new Set(waiting.map((form) => form.call));
  const gone = await sentSince(Number(document.documentElement.dataset.fromDevice));
  for (const row of document.querySelectorAll("[data-call]")) {
    row.hidden = gone.has(row.dataset.call);
    row.toggleAttribute("data-waits", calls.has(row.dataset.call));
    for (const go of row.querySelectorAll("[data-call-go]")) go.hidden = row.hidden || calls.has(row.dataset.call);
  }
  if (calls.size || gone.size) giveKeyToNext();
  // Asks that the device keeps it even when its storage runs short; the browser may ask the user, who may take their time.
  if (forms.length) navigator.storage?.persist?.().catch(() => undefined);
}

/** The calls that were sent after the device kept this list; the server's own list (no moment) knows them all. */
async function sentSince(keptAt) {
  const sentLater = keptAt ? (await sentOf(user)).filter((form) => form.at > keptAt) : [];
  return new Set(sentLater.map((form) => form.call));
}

/** The key that opens the next call opens the first one that is not filled in already. */
function giveKeyToNext() {
  for (const opener of document.querySelectorAll("[data-call] [data-key=n]")) opener.removeAttribute("data-key");
  nextToMake()?.setAttribute("data-key", "n");
}

function nextToMake() {
  return [...document.querySelectorAll("[data-call-go]")].find((go) => !go.hidden);
}

function say(waiting) {
  const status = outbox.querySelector("[role=status]");
  const kind = waiting && sent.isSignedOut ? "signedOut" : waiting === 1 ? "one" : waiting ? "many" : sent.count ? "sent" : "";
  const text = (status.dataset[`text${kind.charAt(0).toUpperCase()}${kind.slice(1)}`] ?? "").replace("{number}", waiting);
  if (status.textContent !== text) status.textContent = text;
}

function lineOf(form) {
  const line = outbox.querySelector(`template[data-line="${form.state}"]`).content.firstElementChild.cloneNode(true);
  line.querySelector("[data-title]").textContent = form.title;
  for (const link of line.querySelectorAll("[data-link]")) link.href = `/calls/${form.call}`;
  for (const shown of line.querySelectorAll("form[data-written]")) putInto(shown, form);
  for (const button of line.querySelectorAll("[data-forget]")) button.addEventListener("click", () => forget(form));
  return line;
}

/** The server shows what was written, and why it cannot be stored, as it does without scripts. */
function putInto(shown, form) {
  shown.action = `/calls/${form.call}`;
  for (const [name, value] of Object.entries(form.fields)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    shown.append(field);
  }
}

async function forget(form) {
  await dropForm(form);
  await show();
  document.querySelector("h1").focus();
}

function goOn() {
  if (sessionStorage.getItem("calls-submitted") === null) return;
  sessionStorage.removeItem("calls-submitted");
  nextToMake()?.focus();
}

async function start() {
  await show();
  goOn();
  hear(show);
  await dropOld();
  await keepSending(user, async (results) => {
    const kinds = [...results.values()].map((result) => result.kind);
    sent.count += kinds.filter((kind) => kind === "sent").length;
    sent.isSignedOut = kinds.includes("signed_out");
    if (sent.count) keepOnDevice();
    await show();
  });
}

start();
keepOnDevice();
