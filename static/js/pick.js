// Naming what is to be put right: find a field by its name, see how many are named.

const box = document.querySelector("[data-pick]");

function picked(item) {
  const note = item.querySelector("textarea");
  const tick = item.querySelector("input[type=checkbox]");
  return tick.checked || note.value.trim() !== "";
}

function count() {
  let all = 0;
  for (const chapter of box.querySelectorAll("[data-pick-chapter]")) {
    const items = [...chapter.querySelectorAll("[data-pick-item]")];
    const here = items.filter(picked).length;
    all += here;
    const said = chapter.querySelector("[data-pick-count]");
    said.textContent = here ? `（已选 ${here} 处）` : "";
  }
  box.querySelector("[data-pick-said]").textContent = all
    ? `已选 ${all} 处。`
    : "还没有选择。";
}

function find(words) {
  for (const chapter of box.querySelectorAll("[data-pick-chapter]")) {
    let any = false;
    for (const item of chapter.querySelectorAll("[data-pick-item]")) {
      const fits = !words || item.dataset.pickItem.includes(words);
      item.hidden = !fits;
      any = any || fits;
    }
    chapter.hidden = !any;
    if (words) chapter.open = any;
  }
}

if (box) {
  const search = box.querySelector("[data-pick-search]");
  search.hidden = false;
  const control = search.querySelector("input");
  control.addEventListener("input", () => find(control.value.trim()));
  control.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it is no deed
  });
  box.addEventListener("input", count);
  box.addEventListener("change", (event) => {
    if (event.target.type !== "checkbox" || !event.target.checked) return;
    event.target.closest("[data-pick-item]").querySelector("textarea").focus();
  });
  count();
}
