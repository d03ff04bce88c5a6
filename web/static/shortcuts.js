// Single keys press the button, or go to the field, that carries them. They can be switched off (WCAG 2.1.4), and rest
// while one types; Escape leaves the field, and they work again.
"use strict";

const SWITCHED_OFF = "shortcuts-off";
const decision = { isOnItsWay: false };

function isOn() {
  try {
    return localStorage.getItem(SWITCHED_OFF) === null;
  } catch {
    return true;
  }
}

function isTyping(target) {
  return target.matches("textarea, select, input:not([type=radio], [type=checkbox])") || target.isContentEditable;
}

function show() {
  document.documentElement.dataset.shortcuts = isOn() ? "on" : "off";
  for (const field of document.querySelectorAll("[data-shortcuts-field]")) {
    field.hidden = false;
    field.querySelector("input").checked = isOn();
  }
}

function use(target) {
  if (!isTyping(target)) {
    target.click();
    return;
  }
  const folded = target.closest("details:not([open])");
  if (folded) folded.open = true;
  target.focus();
}

document.addEventListener("keydown", (event) => {
  if (!isOn() || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (target && !target.hidden) {
    event.preventDefault();
    // A key that comes before the next case is on the page must not decide the one that just went.
    if (!decision.isOnItsWay) use(target);
  }
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[hx-post]")) decision.isOnItsWay = true;
});

for (const name of ["htmx:after:swap", "htmx:finally:request"]) {
  document.addEventListener(name, () => {
    decision.isOnItsWay = false;
  });
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-shortcuts-switch]")) return;
  try {
    if (event.target.checked) localStorage.removeItem(SWITCHED_OFF);
    else localStorage.setItem(SWITCHED_OFF, "yes");
  } catch {
    // Without storage the switch holds for this page only.
  }
  show();
});

document.addEventListener("htmx:after:swap", () => {
  show();
  // Only where the swap took the focus away: somebody who types a search stays in its field.
  if (document.activeElement === document.body) document.querySelector("[data-focus-after-swap]")?.focus();
});
show();
document.querySelector("[data-focus]")?.focus();
