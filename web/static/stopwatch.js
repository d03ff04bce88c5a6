// The call form: buttons that stamp a time, a running clock, and only the grades that the outcome asks for.
// Which grades those are comes with the form (data-asked), and so do the time after which to give up (data-give-up) and
// the outcomes after which the call comes back (data-comes-back); this script knows no rule of the method.
"use strict";

(() => {
  const form = document.querySelector("[data-call-form]");
  if (!form) return;

  const asked = JSON.parse(form.dataset.asked);
  const clock = form.querySelector("[data-clock]");
  const giveUp = form.querySelector("[data-give-up]");
  const comesBack = form.querySelector("[data-comes-back]");
  // The server's clock counts: an interviewer's own may be wrong.
  const ahead = Date.parse(form.dataset.now) - Date.now();
  const inZone = new Intl.DateTimeFormat("sv-SE", {
    timeZone: form.dataset.zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });

  const started = { at: null };

  function now() {
    return new Date(Date.now() + ahead);
  }

  function asTyped(moment) {
    const tenths = Math.floor(moment.getMilliseconds() / 100);
    return `${inZone.format(moment)}.${tenths}`;
  }

  function stamp(name) {
    const moment = now();
    form.elements[name].value = asTyped(moment);
    if (name === "dialled_at") started.at = moment;
    if (name === "ended_at") started.at = null;
    form.querySelector(`[data-stamp="${name}"]`).setAttribute("aria-pressed", "true");
  }

  function tick() {
    if (started.at === null) return;
    const seconds = Math.floor((now() - started.at) / 1000);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (giveUp) sayWhenTimeIsOut(seconds);
  }

  function sayWhenTimeIsOut(seconds) {
    const isOut = seconds >= Number(giveUp.dataset.giveUp) && !form.elements.official_at.value;
    const text = isOut ? giveUp.dataset.text : "";
    if (giveUp.textContent !== text) giveUp.textContent = text;
  }

  function showWhetherItComesBack() {
    if (comesBack) comesBack.hidden = !comesBack.dataset.comesBack.split(" ").includes(form.elements.outcome.value);
  }

  function showAskedGrades() {
    const byAnswer = asked[form.elements.outcome.value];
    const answer = form.querySelector("input[name=answer]:checked");
    const wanted = byAnswer ? byAnswer[answer ? answer.value : ""] : null;
    for (const group of form.querySelectorAll("[data-factor]")) {
      const isWanted = wanted !== null && wanted.includes(group.dataset.factor);
      group.hidden = !isWanted;
      group.disabled = !isWanted;
    }
  }

  for (const button of form.querySelectorAll("[data-stamp]")) {
    button.hidden = false;
    button.addEventListener("click", () => stamp(button.dataset.stamp));
  }
  clock.hidden = false;
  setInterval(tick, 200);
  for (const show of [showAskedGrades, showWhetherItComesBack]) {
    form.addEventListener("change", show);
    show();
  }
})();
