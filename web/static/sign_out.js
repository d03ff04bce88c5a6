// Whoever signs out leaves no page of theirs on the device. Forms that are not sent yet stay, tied to their user, and
// that is said before. Whoever reaches the sign-in page is signed out, however that came about.

import { formsOf } from "./call_store.js";

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
  await forgetPages();
  form.submit();
});
if (location.pathname === "/sign-in") forgetPages();
