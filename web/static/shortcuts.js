// Single keys press the button that carries them. They can be switched off (WCAG 2.1.4), and rest while one types.
"use strict";

const SWITCHED_OFF = "shortcuts-off";

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

document.addEventListener("keydown", (event) => {
  if (!isOn() || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (button && !button.hidden) {
    event.preventDefault();
    button.click();
  }
});

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
  document.querySelector("[data-focus-after-swap]")?.focus();
});
show();
document.querySelector("[data-focus]")?.focus();
