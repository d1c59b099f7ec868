// Alt+E in an indicator: the next file of the chapter that speaks of it has the focus
// (of the whole dossier, where none does), Enter opens it; Escape leads back.

const pane = document.getElementById("dossier");
let around = [];
let back = null;

const filesIn = (part) => [...(part?.querySelectorAll("[data-files] li > a:first-of-type") ?? [])];

function show() {
  if (pane.hidden) document.getElementById(`${pane.id}-tab`)?.click();
}

function step() {
  const here = around.indexOf(document.activeElement);
  around[(here + 1) % around.length]?.focus();
}

export function nextFile(control) {
  const row = control.closest(".p-mark");
  const own = filesIn(document.getElementById(row?.dataset.place));
  around = own.length ? own : filesIn(pane);
  back = row?.querySelector("[data-points]") ?? control;
  if (!around.length) return;
  show();
  step();
}

pane.addEventListener("keydown", (event) => {
  if (!back || event.isComposing) return;
  if (event.altKey && event.code === "KeyE" && around.length) step();
  else if (event.key === "Escape") {
    document.getElementById("marks-tab")?.click();
    back.focus();
  } else return;
  event.preventDefault();
});
