// What is kept on this device until the server has it: forms being filled in (drafts) and forms on their way (outbox).
// IndexedDB, written to the disk before it counts as kept. Everything is tied to the user who wrote it, and every tab
// of the site hears of each change.

const DRAFTS = "drafts";
const OUTBOX = "outbox";

const news = "BroadcastChannel" in globalThis ? new BroadcastChannel("calls") : null;
let database = null;
const opening = open();

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("calls", 1);
    asked.addEventListener("upgradeneeded", () => {
      asked.result.createObjectStore(DRAFTS, { keyPath: ["user", "call"] });
      asked.result.createObjectStore(OUTBOX, { keyPath: "form_id" });
    });
    asked.addEventListener("error", () => reject(asked.error));
    asked.addEventListener("success", () => {
      database = asked.result;
      // A newer version of the site, in another tab, may change the stores.
      database.addEventListener("versionchange", () => database.close());
      resolve();
    });
  });
}
// Whoever asks for something hears of it; nobody asking is no fault.
opening.catch(() => undefined);

/** Resolves when the change is on the disk. Begun at once when the store is open, so that a page that goes away has it. */
function write(stores, change) {
  const begun = () =>
    new Promise((resolve, reject) => {
      const step = database.transaction(stores, "readwrite", { durability: "strict" });
      step.addEventListener("complete", () => resolve());
      step.addEventListener("abort", () => reject(step.error));
      change((name) => step.objectStore(name));
      step.commit?.();
    });
  return database ? begun() : opening.then(begun);
}

async function read(store, question) {
  await opening;
  return new Promise((resolve, reject) => {
    const asked = question(database.transaction(store, "readonly").objectStore(store));
    asked.addEventListener("success", () => resolve(asked.result));
    asked.addEventListener("error", () => reject(asked.error));
  });
}

function tell(about) {
  news?.postMessage(about);
}

/** Calls `listen` with what other tabs of this device did: {kind: "draft" | "outbox", user, call}. */
export function hear(listen) {
  news?.addEventListener("message", (event) => listen(event.data));
}

/** Keeps a form as it stands: {user, call, round, saves, fields}. */
export async function keepDraft(draft) {
  await write([DRAFTS], (store) => store(DRAFTS).put({ ...draft, kept_at: Date.now() }));
  tell({ kind: "draft", user: draft.user, call: draft.call });
}

/** The kept form of this user's call, or undefined. */
export function draftOf(user, call) {
  return read(DRAFTS, (store) => store.get([user, call]));
}

/** Forgets a kept form. */
export function dropDraft(user, call) {
  return write([DRAFTS], (store) => store(DRAFTS).delete([user, call]));
}

/** Forgets this user's drafts that the server has as they stand; any other stays. */
export async function dropSaved(user) {
  const drafts = await read(DRAFTS, (store) => store.getAll());
  const saved = drafts.filter((draft) => draft.user === user && draft.sent === draft.saves);
  await write([DRAFTS], (store) => {
    for (const draft of saved) store(DRAFTS).delete([draft.user, draft.call]);
  });
}

/** Forgets drafts that nobody has touched for two months, and after two days that something was sent. */
export async function dropOld() {
  const drafts = (await read(DRAFTS, (store) => store.getAll())).filter((draft) => draft.kept_at < daysAgo(60));
  const sent = (await read(OUTBOX, (store) => store.getAll())).filter((form) => form.state === "sent" && form.at < daysAgo(2));
  await write([DRAFTS, OUTBOX], (store) => {
    for (const draft of drafts) store(DRAFTS).delete([draft.user, draft.call]);
    for (const form of sent) store(OUTBOX).delete(form.form_id);
  });
}

function daysAgo(days) {
  return Date.now() - days * 24 * 3600 * 1000;
}

/**
 * Keeps a submitted form until the server has it: {form_id, user, call, round, title, fields, state, errors, at}.
 * `state` is "waiting" (to be sent), "refused" (to be corrected) or "gone" (the call is no longer theirs).
 */
export async function keepForm(form) {
  await write([OUTBOX], (store) => store(OUTBOX).put(form));
  tell({ kind: "outbox", user: form.user, call: form.call });
}

/** This user's kept forms, the oldest first; other users' are never given out. */
export async function formsOf(user) {
  return (await allOf(user)).filter((form) => form.state !== "sent");
}

/** What is known to be sent, without what was written: a page that the device has kept may not know it yet. */
export async function sentOf(user) {
  return (await allOf(user)).filter((form) => form.state === "sent");
}

async function allOf(user) {
  const all = await read(OUTBOX, (store) => store.getAll());
  return all.filter((form) => form.user === user).sort((one, other) => one.at - other.at);
}

/** The server has it: forgets what was written, here and in the draft it was made from, and remembers that it went. */
export function settleForm({ form_id, user, call, round }) {
  return endForm({ user, call }, (forms) => forms.put({ form_id, user, call, round, state: "sent", at: Date.now() }));
}

/** Somebody has taken care of it: forgets the form and its draft. */
export function dropForm({ form_id, user, call }) {
  return endForm({ user, call }, (forms) => forms.delete(form_id));
}

async function endForm({ user, call }, end) {
  await write([OUTBOX, DRAFTS], (store) => {
    end(store(OUTBOX));
    store(DRAFTS).delete([user, call]);
  });
  tell({ kind: "outbox", user, call });
}
