// form[data-matrix="SIZE"]: arrows go from cell to cell, one stop for the Tab key; the
// counts of rows and columns follow the ticks, [data-matrix-status] says where one is.

const form = document.querySelector("form[data-matrix]");

function setUp(form) {
  const size = Number(form.dataset.matrix);
  const status = form.querySelector("[data-matrix-status]");
  const heads = [...form.querySelectorAll("thead th")];
  const rows = [...form.querySelectorAll("tbody tr")];
  const cells = rows.map((row) => [...row.querySelectorAll("td[data-column]")]);
  const grid = form.querySelector(".p-matrix");
  const target = (cell) => cell.querySelector("input") ?? cell;
  const words = (element) => element.innerText.replace(/\s+/g, " ").trim();

  let stop = null;
  function stopAt(cell) {
    if (stop) target(stop).tabIndex = -1;
    stop = cell;
    target(stop).tabIndex = 0;
  }

  for (const cell of cells.flat()) target(cell).tabIndex = -1;
  if (cells.length) stopAt(cells[0][0]);

  function placeOf(cell) {
    const row = rows.indexOf(cell.parentElement);
    return [row, cells[row].indexOf(cell)];
  }

  function say(cell) {
    const [row, column] = placeOf(cell);
    const dossier = words(rows[row].querySelector("th"));
    const expert = words(heads[column + 2].querySelector("a"));
    const box = cell.querySelector("input");
    const state = box ? (box.checked ? "已勾选" : "可加入") : "不能在这里改动";
    status.textContent = [`${dossier}，${expert}：${state}`, cell.title].filter(Boolean).join("，");
  }

  function go(row, column) {
    const cell = cells[row]?.[column];
    if (!cell) return;
    stopAt(cell);
    target(cell).focus();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td[data-column]");
    if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
    const [row, column] = placeOf(cell);
    if (event.key in STEPS) go(row + STEPS[event.key][0], column + STEPS[event.key][1]);
    else if (event.key === "Home") go(row, 0);
    else if (event.key === "End") go(row, cells[row].length - 1);
    else return;
    event.preventDefault();
  });

  grid.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td[data-column]");
    if (!cell) return;
    stopAt(cell);
    say(cell);
  });

  function count(element, by) {
    element.textContent = Number(element.textContent) + by;
    return Number(element.textContent);
  }

  form.addEventListener("change", (event) => {
    const cell = event.target.closest("td[data-column]");
    if (!cell) return;
    const by = event.target.checked ? 1 : -1;
    const load = form.querySelector(`[data-load="${cell.dataset.column}"]`);
    const cap = load.dataset.cap === undefined ? Infinity : Number(load.dataset.cap);
    load.parentElement.classList.toggle("p-err", count(load, by) >= cap);
    const seated = cell.parentElement.querySelector("[data-seated]");
    seated.parentElement.classList.toggle("p-err", count(seated, by) !== size);
    cell.classList.toggle("p-matrix__changed", event.target.checked !== event.target.defaultChecked);
    say(cell);
  });
}

if (form) setUp(form);
