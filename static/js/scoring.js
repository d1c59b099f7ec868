// form[data-marks]: totals while one types, and the keys of the scoring page. They work
// while the form holds the focus, and never while an input method is composing.
// Points are reckoned in whole hundredths; the server decides.

import "./clashes.js";
import * as due from "./due.js";
import { nextFile } from "./files.js";
import { hundredths, shown } from "./points.js";

const form = document.querySelector("form[data-marks]");
const inputs = [...form.querySelectorAll("[data-points]")];
const one = (selector) => document.querySelector(selector);
const rowOf = (control) => control.closest(".p-mark");

function problem(input) {
  if (!input.value.trim()) return "";
  const value = hundredths(input.value);
  if (value === null) return "请只填数字，例如 1.5。";
  if (value > hundredths(input.dataset.full)) return `得分应在 0 至 ${input.dataset.full} 之间。`;
  return value % hundredths(input.dataset.step) ? `得分应为 ${input.dataset.step} 的整数倍。` : "";
}

function say(input, text) {
  rowOf(input).querySelector("[data-problem]").textContent = text;
  rowOf(input).classList.toggle("p-mark--error", Boolean(text));
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

let spoken;
function reckon() {
  const good = inputs.filter((input) => input.value.trim() && !problem(input));
  const sum = (some) => some.reduce((total, input) => total + hundredths(input.value), 0);
  for (const head of form.querySelectorAll("[data-sum]")) {
    const own = good.filter((input) => rowOf(input).dataset.group === head.dataset.sum);
    head.querySelector("[data-sum-mark]").textContent = shown(sum(own));
    head.querySelector("[data-sum-done]").textContent = own.length;
  }
  one("[data-done]").textContent = good.length;
  one("[data-mark]").textContent = shown(sum(good));
  clearTimeout(spoken);
  const lacking = due.count(form);
  one("[data-lacking]").textContent = lacking;
  const line = `已评 ${good.length} / ${inputs.length}，当前得分 ${shown(sum(good))}${lacking}`;
  spoken = setTimeout(() => { one("[data-spoken]").textContent = line; }, 2000);
}

form.addEventListener("input", (event) => {
  if (event.isComposing) return;
  if (event.target.matches("[data-points]") && !problem(event.target)) say(event.target, "");
  due.follow(event.target);
  reckon();
});
form.addEventListener("compositionend", reckon);
form.addEventListener("change", (event) => {
  if (!event.target.matches("[data-points]")) return;
  say(event.target, problem(event.target));
  reckon();
});
// Not on change: what is typed back to what it was has changed nothing.
form.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-points]")) due.tell(rowOf(event.target), !problem(event.target));
});
form.addEventListener("portal:restored", () => inputs.forEach((input) => {
  say(input, problem(input));
  due.tell(rowOf(input), !problem(input));
}));
form.addEventListener("portal:saved", (event) => {
  for (const [name, text] of Object.entries(event.detail.problems ?? {})) {
    const input = form.elements[name];
    if (input?.matches("[data-points]") && document.activeElement !== input) say(input, problem(input) || text);
  }
  if (Object.keys(event.detail.taken ?? {}).length) inputs.forEach((input) => due.tell(rowOf(input), !problem(input)));
  reckon();
});

function put(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.select();
}

function go(input) {
  if (!input) return;
  input.focus();
}

// What is typed into an indicator replaces what stood there; the chapter of the dossier
// that speaks of it comes into sight.
form.addEventListener("focusin", (event) => {
  if (!event.target.matches("[data-points]")) return;
  event.target.select();
  const chapter = document.getElementById(rowOf(event.target).dataset.place);
  const pane = chapter?.closest("[data-pane]");
  if (!pane || pane.hidden || pane.scrollHeight <= pane.clientHeight) return;
  const bar = pane.querySelector("[data-chapters]").offsetHeight;
  pane.scrollTop += chapter.getBoundingClientRect().top - pane.getBoundingClientRect().top - bar - 8;
});

function comment(control) {
  const row = rowOf(control);
  const points = row?.querySelector("[data-points]");
  if (!points) return;
  if (control !== points) return go(points);
  const more = row.querySelector("details");
  more.open = true;
  more.querySelector("textarea").focus();
}

function unscored(from) {
  const here = inputs.indexOf(from);
  const round = [...inputs.slice(here + 1), ...inputs];
  const next = round.find((input) => !input.value.trim());
  return next ?? round.map(rowOf).find(due.isDue)?.querySelector("[data-points]");
}

const steps = { ArrowDown: 1, Enter: 1, ArrowUp: -1 };

function inPoints(event) {
  const input = event.target;
  const key = event.key.normalize("NFKC");
  if (key in steps) go(inputs[inputs.indexOf(input) + steps[key]]);
  else if (key === "=") put(input, input.dataset.full);
  else if (key === "-") put(input, "");
  else if (key === "?") one("[data-hints]").open = !one("[data-hints]").open;
  else return;
  event.preventDefault();
}

const withAlt = {
  c: (event) => comment(event.target),
  u: (event) => go(unscored(event.target)),
  n: () => one("[data-after]")?.click(),
  p: () => one("[data-before]")?.click(),
  s: () => one("[data-skip]")?.click(),
  e: (event) => nextFile(event.target),
};

// One who would rather not: the choice stays in this browser.
const wanted = one("[data-keys]");
wanted.checked = localStorage.getItem("keys") !== "off";
wanted.closest("[hidden]").hidden = false;
wanted.addEventListener("change", () => localStorage.setItem("keys", wanted.checked ? "on" : "off"));

form.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || !wanted.checked) return;
  const letter = event.code.replace("Key", "").toLowerCase();
  if (event.altKey && !event.ctrlKey && letter in withAlt) {
    event.preventDefault();
    withAlt[letter](event);
  } else if (event.ctrlKey && event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit(one("[data-hand-in]"));
  } else if (event.altKey || event.ctrlKey || event.metaKey) {
    return;
  } else if (event.target.matches("[data-points]")) {
    inPoints(event);
  } else if (event.target === form && (event.key === "ArrowDown" || event.key === "Enter")) {
    event.preventDefault();
    go(unscored(null) ?? inputs[0]);
  }
});

reckon();

// A form without an address of its own is sent to the page's, with its fragment: the
// next dossier would open at the comment that was looked for in this one.
form.addEventListener("submit", () => history.replaceState(null, "", location.pathname));
