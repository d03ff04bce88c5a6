// The interviewer's calls without a network: the list, and the sheets of today and tomorrow, as this device last saw
// them. The network first, always; what is kept answers when it does not. Only /calls and /static are kept, only pages of
// one user at a time, and none once somebody has signed out. Served as /calls/worker.js (`web/calls_worker.py`).
"use strict";

const PAGES = "calls-pages";
const FILES = "calls-files";
const FALLBACK = "/calls/offline";
const CALL_PAGE = /^\/calls(\/\d+)?$/;
const LONGEST_WAIT_MS = 3_000;
const LONGEST_KEPT_MS = 18 * 3600 * 1000;
const round = { running: null, isWanted: false, forgotAt: 0 };
const BETWEEN_US_AND_THE_SERVER = new Set([502, 503, 504]);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  // Without a network what is kept stays; the next page asks again.
  if (event.data === "keep") event.waitUntil(keepInTurn().catch(() => undefined));
  if (event.data === "forget") event.waitUntil(forget());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(fileFor(event));
  else if (event.request.mode === "navigate" && CALL_PAGE.test(url.pathname)) event.respondWith(pageFor(event, url));
});

async function pageFor(event, url) {
  const at = Date.now();
  const asked = fetch(event.request);
  // A page that tells what was just done is not the page as it is.
  if (!url.search) event.waitUntil(asked.then((answer) => keepPage(url.pathname, answer.clone(), { at })).catch(() => undefined));
  const answer = await inTime(asked);
  if (answer && !BETWEEN_US_AND_THE_SERVER.has(answer.status)) return answer;
  return (await keptPage(url.pathname)) ?? answer ?? asked.catch(() => fallback());
}

async function fileFor(event) {
  const asked = fetch(event.request);
  const path = new URL(event.request.url).pathname;
  event.waitUntil(asked.then((answer) => keepFile(path, answer.clone())).catch(() => undefined));
  const answer = await inTime(asked);
  return answer ?? (await (await caches.open(FILES)).match(path, { ignoreVary: true })) ?? asked;
}

/** The answer, or null when there is none in time. */
function inTime(asked) {
  const tooLate = new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MS, null));
  return Promise.race([asked.catch(() => null), tooLate]);
}

/** One round at a time: who asks meanwhile gets another one after it. */
function keepInTurn() {
  round.isWanted = true;
  round.running ??= (async () => {
    while (round.isWanted) {
      round.isWanted = false;
      await keepTheDay();
    }
  })().finally(() => {
    round.running = null;
  });
  return round.running;
}

async function keepTheDay() {
  const answer = await fetch("/calls/day.json", { redirect: "manual" });
  if (isSignedOut(answer)) await caches.delete(PAGES);
  if (!answer.ok) return;
  const versions = new Map([["/calls", ""], [FALLBACK, "1"]]);
  for (const call of await answer.json()) versions.set(call.path, `${call.state} ${call.version}`);
  const files = new Set();
  for (const [path, version] of versions) {
    if (version && (await isKept(path, version))) continue;
    const at = Date.now();
    const page = await keepPage(path, await fetch(path, { redirect: "manual" }), { at, version });
    for (const [, file] of page.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)) {
      if (!files.has(file)) await keepFile(file, await fetch(file));
      files.add(file);
    }
  }
  await dropPagesBut(versions);
}

/** Somebody signs out: what is kept goes, and what was asked for before this moment is not kept when it comes. */
function forget() {
  round.forgotAt = Date.now();
  round.isWanted = false;
  return caches.delete(PAGES);
}

async function keepFile(path, answer) {
  if (answer.ok) await (await caches.open(FILES)).put(path, answer);
}

/** Keeps a page that names its user, asked for `at`, and returns its text. Another user's page first takes away all others. */
async function keepPage(path, answer, { at, version = "" }) {
  if (isSignedOut(answer)) await caches.delete(PAGES);
  const text = answer.ok ? await answer.text() : "";
  const user = /data-user-id="(\d+)"/.exec(text)?.[1];
  if (at <= round.forgotAt) return "";
  if (user === undefined) {
    await (await caches.open(PAGES)).delete(path);
    return "";
  }
  if ((await keptUser()) !== user) await caches.delete(PAGES);
  const headers = new Headers(answer.headers);
  for (const name of ["content-length", "content-encoding"]) headers.delete(name);
  headers.set("x-kept-at", at);
  headers.set("x-kept-user", user);
  headers.set("x-kept-version", version);
  await (await caches.open(PAGES)).put(path, new Response(text, { headers }));
  return text;
}

/** The page as kept, with the server's clock moved on by the time that has passed here. */
async function keptPage(path) {
  const kept = await (await caches.open(PAGES)).match(path, { ignoreVary: true });
  if (kept === undefined) return undefined;
  const at = Number(kept.headers.get("x-kept-at"));
  const passed = Date.now() - at;
  if (passed > LONGEST_KEPT_MS) return undefined;
  const later = (_, now) => `data-now="${new Date(Date.parse(now) + passed).toISOString()}"`;
  const text = (await kept.text()).replace(/data-now="([^"]*)"/, later);
  return new Response(text.replace("<html ", `<html data-from-device="${at}" `), { headers: kept.headers });
}

async function fallback() {
  return (await keptPage(FALLBACK)) ?? Response.error();
}

function isSignedOut(answer) {
  return answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
}

async function isKept(path, version) {
  const kept = await (await caches.open(PAGES)).match(path, { ignoreVary: true });
  if (kept?.headers.get("x-kept-version") !== version) return false;
  return Date.now() - Number(kept.headers.get("x-kept-at")) < LONGEST_KEPT_MS / 3;
}

async function keptUser() {
  const [first] = await (await caches.open(PAGES)).matchAll();
  return first?.headers.get("x-kept-user");
}

async function dropPagesBut(versions) {
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) {
    if (!versions.has(new URL(request.url).pathname)) await pages.delete(request);
  }
}
