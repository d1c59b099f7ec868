// Marks and comments that another device saved meanwhile: both stand at the indicator,
// and one is chosen there. Nothing is sent over the other before that.

const form = document.querySelector("form[data-marks]");
const boxOf = (control) => control.closest(".p-mark").querySelector(`[data-clash="${control.name}"]`);

function word(control, value) {
  if (!control.matches("[data-points]")) return value ? `“${value}”` : "不写";
  return value ? `${value} 分` : "不打分";
}

function choose(control, saved, value) {
  const { seen } = form.elements;
  seen.value = JSON.stringify({ ...JSON.parse(seen.value), [control.name]: saved });
  control.value = value;
  for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
  control.focus();
}

function button(text, action) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "p-btn p-btn--small", textContent: text, onclick: action });
  return made;
}

function ask(control, saved) {
  boxOf(control)?.remove();
  const mine = control.value;
  const box = document.createElement("div");
  box.className = "p-mark__clash";
  box.dataset.clash = control.name;
  box.setAttribute("role", "alert");
  const line = document.createElement("p");
  line.textContent = `另一处已保存：${word(control, saved)}；这里填的：${word(control, mine)}。请选择：`;
  box.append(
    line,
    button(`用另一处的（${word(control, saved)}）`, () => choose(control, saved, saved)),
    button(`用这里的（${word(control, mine)}）`, () => choose(control, saved, mine)),
  );
  const more = control.closest("details");
  if (more) more.open = true;
  control.closest(".p-mark__points, textarea").after(box);
}

form.addEventListener("portal:saved", (event) => {
  const { clashes = {}, seen = {} } = event.detail;
  const controls = form.elements;
  for (const name of Object.keys(seen)) if (controls[name]) boxOf(controls[name])?.remove();
  for (const [name, saved] of Object.entries(clashes)) if (controls[name]) ask(controls[name], saved);
});
