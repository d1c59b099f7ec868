// [data-rows="PREFIX"]: repeated rows of a formset, added and removed on the spot.
// Without this file the same buttons submit the form, and the server does it.
//
// Inside: the management form's TOTAL_FORMS; [data-row] once a row, with a hidden or
// checkbox PREFIX-N-DELETE; <template data-row-empty> with __prefix__ for the number;
// [data-row-add] and, in each row, [data-row-remove].

function setUp(area) {
  const total = area.querySelector(`[name="${area.dataset.rows}-TOTAL_FORMS"]`);
  const empty = area.querySelector("template[data-row-empty]");
  const add = area.querySelector("[data-row-add]");
  const status = document.createElement("p");
  status.className = "p-sr";
  status.setAttribute("role", "status");
  area.append(status);

  const visible = () => [...area.querySelectorAll("[data-row]")].filter((row) => !row.hidden);

  function set(mark, gone) {
    if (mark.type === "hidden") mark.value = gone ? "on" : "";
    else mark.checked = gone;
    mark.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function tidy() {
    for (const row of area.querySelectorAll("[data-row]")) {
      const mark = row.querySelector('[name$="-DELETE"]');
      row.hidden = mark.type === "hidden" ? mark.value === "on" : mark.checked;
    }
    renumber();
  }

  function renumber() {
    visible().forEach((row, index) => {
      const place = row.querySelector("[data-row-number]");
      if (place) place.textContent = index + 1;
    });
  }

  add.addEventListener("click", (event) => {
    event.preventDefault();
    const holder = document.createElement("template");
    holder.innerHTML = empty.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.content.firstElementChild;
    const rows = [...area.querySelectorAll("[data-row]")];
    if (rows.length) rows[rows.length - 1].after(row);
    else add.before(row);
    total.value = Number(total.value) + 1;
    total.dispatchEvent(new Event("input", { bubbles: true }));
    renumber();
    status.textContent = `已增加一行，共 ${visible().length} 行`;
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });

  area.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-remove]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    const mark = row.querySelector('[name$="-DELETE"]');
    set(mark, true);
    tidy();
    offerUndo(row, mark);
  });

  function offerUndo(row, mark) {
    status.textContent = `已删除一行，共 ${visible().length} 行`;
    const line = document.createElement("p");
    line.className = "p-message";
    line.textContent = "已删除一行。";
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "p-btn p-btn--small";
    undo.textContent = "撤销";
    undo.addEventListener("click", () => {
      set(mark, false);
      line.remove();
      tidy();
      row.querySelector("[data-row-remove]").focus();
    });
    line.append(" ", undo);
    row.after(line);
    undo.focus();
  }

  // After autosave.js brought back what was unsent (load this file before that one).
  area.closest("form")?.addEventListener("portal:restored", tidy);
  tidy();
}

for (const area of document.querySelectorAll("[data-rows]")) setUp(area);
