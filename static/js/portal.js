// Small things on every page: focus on errors, countdowns, counters, selection.

for (const summary of document.querySelectorAll("[data-focus]")) {
  summary.focus();
  document.title = `有错误：${document.title}`;
  break;
}

// The menu of the account closes when one clicks or tabs away, or on Escape.
for (const menu of document.querySelectorAll("details.p-account")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// What is there to be copied is selected as a whole.
for (const input of document.querySelectorAll("input[data-select-on-focus]")) {
  input.addEventListener("focus", () => input.select());
}

// On paper nothing is folded.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  for (const details of folded) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});

// Who logs out on purpose leaves nothing behind in this browser.
for (const form of document.querySelectorAll("form[data-logout]")) {
  form.addEventListener("submit", () => sessionStorage.clear());
}

function left(until) {
  const minutes = Math.floor((until - Date.now()) / 60000);
  if (minutes >= 1440) return `${Math.floor(minutes / 1440)} 天`;
  if (minutes >= 60) return `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`;
  if (minutes >= 1) return `${minutes} 分钟`;
  return until > Date.now() ? "不到 1 分钟" : "0 分钟，已到时间";
}

for (const span of document.querySelectorAll("[data-countdown]")) {
  const until = Date.parse(span.dataset.countdown);
  const timer = setInterval(() => {
    span.textContent = left(until);
    if (until <= Date.now()) clearInterval(timer);
  }, 30000);
}

// <textarea maxlength="1000" data-count>: 已输入 312 字，还可输入 688 字. With
// data-count="1000" and no maxlength nothing that is pasted gets lost: 超出 12 字.
for (const area of document.querySelectorAll("textarea[data-count]")) {
  const line = document.createElement("p");
  line.className = "p-field__count";
  (area.closest(".p-field__control") ?? area).after(line);
  const say = () => {
    const typed = [...area.value].length;
    const most = Number(area.dataset.count) || area.maxLength;
    const rest = typed > most ? `，超出 ${typed - most} 字` : `，还可输入 ${most - typed} 字`;
    line.textContent = `已输入 ${typed} 字${most > 0 ? rest : ""}`;
  };
  area.addEventListener("input", say);
  say();
}

// [data-selection]: [data-select-all], checkboxes [data-select], [data-selected-count],
// [data-select-every="120"]: all of them, on other pages too
for (const area of document.querySelectorAll("[data-selection]")) {
  const all = area.querySelector("[data-select-all]");
  const every = area.querySelector("[data-select-every]");
  const boxes = [...area.querySelectorAll("input[data-select]")];
  const say = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    for (const place of area.querySelectorAll("[data-selected-count]")) {
      place.textContent = every?.checked ? every.dataset.selectEvery : chosen;
    }
    if (!all) return;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  area.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes) box.checked = all.checked;
    say();
  });
  say();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
