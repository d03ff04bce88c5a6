// What the server found wrong with a form, beside the fields and above them, as a page from the server would show it.

/** Shows the sentences by field, and puts the focus on the summary; no sentences: takes away what was shown. */
export function showErrors(form, errors) {
  clear(form);
  const fields = Object.entries(errors).filter(([name]) => form.elements[name]);
  if (fields.length === 0) return;
  const template = document.querySelector("template[data-errors]");
  const summary = template.content.firstElementChild.cloneNode(true);
  const list = summary.querySelector("ul");
  list.replaceChildren();
  for (const [name, sentence] of fields) {
    const field = fieldOf(form, name);
    list.append(lineTo(field, `${labelOf(form, name)}: ${sentence}`));
    mark(form, name, field, sentence);
  }
  document.querySelector("[data-errors-here]").append(summary);
  summary.focus();
}

function clear(form) {
  document.querySelector("#errors")?.remove();
  for (const shown of form.querySelectorAll(".ds-validation-message")) shown.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const element of form.querySelectorAll("[aria-describedby]")) {
    const left = element.getAttribute("aria-describedby").split(" ").filter((id) => document.getElementById(id));
    element.setAttribute("aria-describedby", left.join(" "));
  }
}

function fieldOf(form, name) {
  const field = form.elements[name];
  return field instanceof RadioNodeList ? field[0] : field;
}

function labelOf(form, name) {
  const group = fieldOf(form, name).closest("fieldset");
  const isChoice = form.elements[name] instanceof RadioNodeList || fieldOf(form, name).type === "radio";
  const label = isChoice ? group.querySelector("legend") : form.querySelector(`label[for="${fieldOf(form, name).id}"]`);
  return label.firstChild.textContent.trim();
}

function lineTo(field, text) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.className = "ds-link";
  link.href = `#${field.id}`;
  link.textContent = text;
  line.append(link);
  return line;
}

function mark(form, name, field, sentence) {
  const message = document.createElement("p");
  message.className = "ds-validation-message";
  message.id = `${name}-error`;
  message.textContent = sentence;
  const isChoice = field.type === "radio";
  const described = isChoice ? field.closest("fieldset") : field;
  for (const one of isChoice ? form.elements[name] : [field]) one.setAttribute("aria-invalid", "true");
  described.setAttribute("aria-describedby", `${described.getAttribute("aria-describedby") ?? ""} ${message.id}`.trim());
  const folded = field.closest("details:not([open])");
  if (folded) folded.open = true;
  if (isChoice) described.querySelector("legend").after(message);
  else form.querySelector(`label[for="${field.id}"]`).after(message);
}
