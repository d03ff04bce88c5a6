// Only the grades that the outcome and the answer allow, and the outcome's consequences in words. Which those are comes
// with the form; this script knows no rule of the method. Single keys grade the next factor that has no grade yet.

const STEP_KEYS = ["7", "8", "9", "0"];
const MAY_BE_TYPED_OVER = "textarea, select, input:not([type=radio], [type=checkbox])";

/** Starts showing; returns {refresh} for values put in later. */
export function startGrades(form) {
  const asked = JSON.parse(form.dataset.asked);
  const groups = [...form.querySelectorAll("[data-factor]")];

  function refresh() {
    const outcome = form.elements.outcome.value;
    const answer = form.querySelector("input[name=answer]:checked")?.value ?? "";
    const wanted = asked[outcome]?.[answer] ?? asked[outcome]?.[""] ?? [];
    for (const group of groups) {
      const isWanted = wanted.includes(group.dataset.factor);
      group.hidden = !isWanted;
      group.disabled = !isWanted;
    }
    for (const note of form.querySelectorAll("[data-consequence]")) note.hidden = note.dataset.consequence !== outcome;
    for (const note of form.querySelectorAll("[data-comes-back]")) {
      note.hidden = !note.dataset.comesBack.split(" ").includes(outcome);
    }
  }

  document.addEventListener("keydown", (event) => {
    const step = STEP_KEYS.indexOf(event.key.toLowerCase());
    if (step < 0 || event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.defaultPrevented) return;
    if (document.documentElement.dataset.shortcuts !== "on" || event.target.matches(MAY_BE_TYPED_OVER)) return;
    const radio = groupToGrade(groups)?.querySelectorAll("input[type=radio]")[step];
    if (!radio) return;
    event.preventDefault();
    radio.click();
    (groupToGrade(groups)?.querySelector("input") ?? radio).focus();
  });
  form.addEventListener("change", refresh);
  refresh();
  return { refresh };
}

/** The first factor without a grade; when all have one, the factor that has the focus, to be graded anew. */
function groupToGrade(groups) {
  const open = groups.filter((group) => !group.hidden);
  return open.find((group) => !group.querySelector("input:checked")) ?? open.find((group) => group.contains(document.activeElement));
}
