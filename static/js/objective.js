// Objective indicators on the scoring page: Y or the button gives the points of the
// published bands, any other points are a contest that wants its reason as a comment.
// Without script the same buttons post the form; the server decides.

import { hundredths } from "./points.js";

const form = document.querySelector("form[data-marks]");
const boxes = [...form.querySelectorAll("[data-objective]")];
const rowOf = (control) => control.closest(".p-mark");
const inputOf = (box) => rowOf(box).querySelector("[data-points]");

function state(box) {
  const given = hundredths(inputOf(box).value);
  if (given === null) return "待确认";
  if (given === hundredths(box.dataset.objective)) return "已确认";
  return rowOf(box).querySelector("textarea").value.trim() ? "有异议，已写理由" : "有异议，请在评语中写明理由";
}

function tell(box) {
  const line = box.querySelector("[data-objective-state]");
  const now = state(box);
  if (line.textContent !== now) line.textContent = now;
}

function confirm(box) {
  const input = inputOf(box);
  input.value = box.dataset.objective;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

form.addEventListener("input", (event) => {
  const box = rowOf(event.target)?.querySelector("[data-objective]");
  if (box) tell(box);
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm], [data-confirm-all]");
  if (!button) return;
  event.preventDefault();
  if (button.matches("[data-confirm]")) return confirm(button.closest("[data-objective]"));
  boxes.filter((box) => !inputOf(box).value.trim()).forEach(confirm);
});

form.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (!event.target.matches("[data-points]") || event.code !== "KeyY") return;
  const box = rowOf(event.target).querySelector("[data-objective]");
  event.preventDefault();
  if (box) confirm(box);
});

form.addEventListener("portal:restored", () => boxes.forEach(tell));
