// Starts the service worker (`calls_worker.js`) and asks it to keep the sheets of today and tomorrow on this device.

/** Without a secure connection or a service worker the pages need the network, and work as before. */
export async function keepOnDevice() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/calls/worker.js", { scope: "/calls" });
    const ready = await navigator.serviceWorker.ready;
    ready.active.postMessage("keep");
  } catch {
    // The script cannot be fetched now (no network, signed out): the worker that is there, if any, goes on.
  }
}
