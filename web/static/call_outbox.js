// Sends submitted forms: kept on the device first, then sent one after the other, in one tab at a time. A form carries
// its form_id wherever it goes, so the server stores it once however often it arrives.

import { formsOf, keepForm, settleForm } from "./call_store.js";

const LONGEST_WAIT_MS = 15_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
const KEPT_FOR_A_PERSON = new Set([400, 404, 409, 410, 413]);

/** Keeps the form, then tries to send it: {kind: "sent"} | "refused" {errors} | "gone" | "waiting" | "signed_out". */
export async function submit(form) {
  await keepForm({ ...form, state: "waiting", errors: {}, at: Date.now() });
  const results = await sendAll(form.user);
  if (results.has(form.form_id)) return results.get(form.form_id);
  const kept = (await formsOf(form.user)).find((one) => one.form_id === form.form_id);
  // Another tab may have sent it while this one waited for its turn.
  return kept ? { kind: kept.state, errors: kept.errors } : { kind: "sent" };
}

/** Sends what waits, the oldest first; stops where the server cannot be reached. Results by form_id. */
export function sendAll(user) {
  const work = () => sendInTurn(user);
  return navigator.locks ? navigator.locks.request(`calls-outbox-${user}`, work) : work();
}

async function sendInTurn(user) {
  const results = new Map();
  for (const form of await formsOf(user)) {
    if (form.state !== "waiting") continue;
    const result = await send(form);
    results.set(form.form_id, result);
    if (result.kind === "waiting" || result.kind === "signed_out") break;
    if (result.kind === "sent") await settleForm(form);
    else await keepForm({ ...form, state: result.kind, errors: result.errors ?? {} });
  }
  return results;
}

async function send(form) {
  try {
    const answer = await fetch(`/calls/${form.call}`, {
      method: "POST",
      body: new URLSearchParams(form.fields),
      headers: { Accept: "application/json", "X-Written-By": form.user },
      redirect: "manual",
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
    });
    return await meaningOf(answer);
  } catch {
    // No network, no server, or an answer cut short: whether it was stored does not matter, it is sent again.
    return { kind: "waiting" };
  }
}

async function meaningOf(answer) {
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { kind: "signed_out" };
  if (KEPT_FOR_A_PERSON.has(answer.status)) return { kind: "gone" };
  if (!answer.ok && answer.status !== 422) return { kind: "waiting" };
  // A network that asks for its own sign-in first answers 200 with a page: that is no answer of ours, and it throws.
  const told = await answer.json();
  if (answer.status === 422) return { kind: "refused", errors: told.errors };
  return told.state ? { kind: "sent" } : { kind: "waiting" };
}

/**
 * Sends what waits now, when the network comes back, when the page is looked at again, and after pauses that grow.
 * `changed` is called with the results of each round.
 */
export function keepSending(user, changed) {
  const state = { pause: FIRST_PAUSE_MS, timer: null };

  async function round() {
    clearTimeout(state.timer);
    const results = await sendAll(user);
    if (results.size) changed(results);
    const isWaiting = [...results.values()].some((result) => result.kind === "waiting");
    state.pause = isWaiting ? Math.min(state.pause * 2, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
    if (isWaiting) state.timer = setTimeout(round, state.pause);
  }

  window.addEventListener("online", round);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") round();
  });
  return round();
}
