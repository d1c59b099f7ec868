// Marks beyond the round's limits want a comment: said at the indicator once the mark
// stands, taken back as soon as it does not, or a comment is there. The limits come in
// hundredths of a point ([data-due], data-below, data-above); the points of a published
// band ([data-objective]) need no comment, the band is the reason. The server decides.

import { hundredths } from "./points.js";

export function isDue(row) {
  const line = row.querySelector("[data-due]");
  const points = line && hundredths(row.querySelector("[data-points]").value);
  if (!line || points === null || row.querySelector("textarea").value.trim()) return false;
  const box = row.querySelector("[data-objective]");
  if (box && points === hundredths(box.dataset.objective)) return false;
  const { below, above } = line.dataset;
  return points < Number(below ?? -Infinity) || points > Number(above ?? Infinity);
}

export function tell(row, isPlain) {
  const line = row.querySelector("[data-due]");
  if (!line) return;
  line.textContent = isPlain && isDue(row) ? line.dataset.due : "";
}

// While one types nothing is asked for that the next key may settle.
export function follow(control) {
  const row = control.closest(".p-mark");
  if (!row?.querySelector("[data-due]")) return;
  if (control.matches("textarea")) tell(row, true);
  else if (!isDue(row)) row.querySelector("[data-due]").textContent = "";
}

export function count(form) {
  const lacking = [...form.querySelectorAll(".p-mark")].filter(isDue).length;
  return lacking ? `，${lacking} 项缺评语` : "";
}
