// The stopwatch of the call sheet: buttons, keys and thumbs stamp a time; what was pressed wrong is taken back or typed
// over. Every stamp, and what it replaced, stays in the form's stamp_log.

import { asClock, clockOf, secondsToContact, timesIn } from "./call_times.js";

const TICK_MS = 200;
const SAME_PRESS_MS = 700;

/** Starts the stopwatch of this form; `changed` is called after every stamp. Returns {refresh} for values put in later. */
export function startStamps(form, changed) {
  const now = clockOf(form.dataset.now);
  const times = timesIn(form.dataset.zone);
  const buttons = [...form.querySelectorAll("[data-stamp]")];
  const names = [...new Set(buttons.map((button) => button.dataset.stamp))];
  const undo = form.querySelector("[data-undo]");
  const pressed = [];
  const shown = Object.fromEntries(names.map((name) => [name, form.elements[name].value]));

  /** The moment in a field: a time without a date is of the day that was dialled, as the server reads it. */
  function read(name) {
    const dialled = times.read(form.elements.dialled_at.value, now());
    return name === "dialled_at" ? dialled : times.read(form.elements[name].value, dialled ?? now());
  }

  /** Adds to the history, which has moments with their offset from UTC, or null where there is none. */
  function log(name, how, at) {
    const entries = readLog(form);
    const before = entries.findLast((one) => one.name === name)?.at ?? null;
    form.elements.stamp_log.value = JSON.stringify([...entries, { name, at: at?.toISOString() ?? null, how, before }]);
    shown[name] = form.elements[name].value;
    refresh();
    changed();
  }

  function press(name) {
    const last = pressed.at(-1);
    // A finger that trembles presses twice: that is one press.
    if (last?.name === name && now() - last.moment < SAME_PRESS_MS) return;
    const field = form.elements[name];
    const before = field.value;
    const moment = now();
    pressed.push({ name, before, moment });
    field.value = times.write(moment);
    navigator.vibrate?.(30);
    log(name, "key", moment);
  }

  function takeBack() {
    const last = pressed.pop();
    if (!last) return;
    form.elements[last.name].value = last.before;
    log(last.name, "key", read(last.name));
    buttons.find((button) => button.dataset.stamp === last.name && button.offsetParent)?.focus();
  }

  function refresh() {
    const entries = readLog(form);
    for (const button of buttons) {
      const value = form.elements[button.dataset.stamp].value;
      button.setAttribute("aria-pressed", String(value !== ""));
      const at = button.querySelector("[data-stamped]");
      if (at) at.textContent = /\d\d:\d\d(?::\d\d)?/.exec(value)?.[0] ?? "";
    }
    for (const mark of form.querySelectorAll("[data-corrected]")) {
      mark.hidden = !entries.some((one) => one.name === mark.dataset.corrected && one.before !== null);
    }
    if (undo) undo.disabled = pressed.length === 0;
    tick();
  }

  function tick() {
    const at = now();
    const stamps = Object.fromEntries(names.map((name) => [name, read(name)]));
    const end = stamps.ended_at ?? at;
    const seconds = stamps.dialled_at ? Math.max(0, Math.floor((end - stamps.dialled_at) / 1000)) : 0;
    say(form.querySelector("[data-clock]"), asClock(seconds));
    sayCounted(form, stamps, at);
    sayWhenTimeIsOut(form, stamps, seconds);
  }

  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => press(button.dataset.stamp));
  }
  for (const name of names) {
    const field = form.elements[name];
    field.addEventListener("change", () => {
      if (field.value === shown[name]) return;
      const at = read(name);
      // With its date, so that it means the same should it be sent another day.
      if (at) field.value = times.write(at);
      log(name, "typed", at);
    });
  }
  undo?.addEventListener("click", takeBack);
  for (const part of form.querySelectorAll("[data-clock], [data-needs-script]")) part.hidden = false;
  setInterval(tick, TICK_MS);
  refresh();
  return {
    refresh() {
      for (const name of names) shown[name] = form.elements[name].value;
      refresh();
    },
  };
}

function readLog(form) {
  return JSON.parse(form.elements.stamp_log.value || "[]");
}

/** The seconds as the method will count them: running until an official answers, then final. */
function sayCounted(form, stamps, now) {
  const counted = form.querySelector("[data-counted]");
  if (!counted) return;
  const isWaiting = form.dataset.clockStarts === "human_voice" && !stamps.human_at && !stamps.official_at;
  const isRunning = stamps.dialled_at && !stamps.official_at && !stamps.ended_at && !isWaiting;
  const seconds = secondsToContact({ ...stamps, official_at: stamps.official_at ?? (isRunning ? now : null) }, form.dataset.clockStarts);
  const from = form.dataset.clockStarts === "human_voice" && stamps.human_at ? counted.dataset.textHuman : counted.dataset.textDial;
  say(counted, seconds === null ? counted.dataset.textNone : from.replace("{seconds}", Math.max(0, seconds)));
  counted.dataset.state = isRunning ? "running" : "still";
}

function sayWhenTimeIsOut(form, stamps, seconds) {
  const giveUp = form.querySelector("[data-give-up]");
  if (!giveUp) return;
  const isOut = seconds >= Number(giveUp.dataset.giveUp) && !stamps.official_at && !stamps.ended_at;
  say(giveUp, isOut ? giveUp.dataset.text : "");
}

function say(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}
