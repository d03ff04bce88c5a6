// Whoever signs out leaves no page of theirs on the device, and no form that the server has. What is not sent yet stays,
// tied to its user, and that is said before. Whoever reaches the sign-in page is signed out, however that came about.

import { dropSaved, formsOf } from "./call_store.js";

const form = document.querySelector("[data-sign-out]");

async function forgetPages() {
  await globalThis.caches?.delete("calls-pages");
  // The worker may be fetching the day's sheets at this moment.
  const worker = await navigator.serviceWorker?.getRegistration("/calls");
  worker?.active?.postMessage("forget");
}

async function mayGo() {
  const unsent = await formsOf(document.body.dataset.userId).catch(() => []);
  return unsent.length === 0 || confirm(form.dataset.textUnsent.replace("{number}", unsent.length));
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!(await mayGo())) return;
  await dropSaved(document.body.dataset.userId).catch(() => undefined);
  await forgetPages();
  form.submit();
});
if (location.pathname === "/sign-in") forgetPages();
