// form[data-reorder]: rows [data-reorder-row="GROUP"] dragged by [data-reorder-grip], or
// moved by the buttons name="move" (up:…, down:…), within their group. Without this file
// the buttons submit the form, and the server does it. Nothing is saved before the form is.

const form = document.querySelector("form[data-reorder]");

function setUp(form) {
  const said = form.querySelector("[data-reorder-said]");
  const rows = () => [...form.querySelectorAll("[data-reorder-row]")];
  const group = (row) => rows().filter((each) => each.dataset.reorderRow === row.dataset.reorderRow);
  const box = (row) => row.querySelector('input[name^="order_"]');
  const nameOf = (row) => row.querySelector("th").textContent.trim();

  function renumber(row) {
    group(row).forEach((each, index) => {
      box(each).value = index + 1;
    });
  }

  function tell(row) {
    said.textContent = `${nameOf(row)}移到第 ${box(row).value} 位，尚未保存。`;
  }

  // To the place of another row of the group: behind it on the way down.
  function put(row, other) {
    const mine = group(row);
    if (mine.indexOf(row) < mine.indexOf(other)) other.after(row);
    else other.before(row);
    renumber(row);
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="move"]');
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-reorder-row]");
    const mine = group(row);
    const there = mine.indexOf(row) + (button.value.startsWith("up:") ? -1 : 1);
    if (!mine[there]) {
      said.textContent = there < 0 ? "已在第一位。" : "已在最后一位。";
      return;
    }
    put(row, mine[there]);
    button.focus();
    tell(row);
  });

  let dragged = null;
  let before = [];

  function over(y) {
    return group(dragged).find((row) => {
      const place = row.getBoundingClientRect();
      return row !== dragged && y >= place.top && y <= place.bottom;
    });
  }

  function start(event) {
    if (event.button) return;
    event.preventDefault();
    dragged = event.currentTarget.closest("[data-reorder-row]");
    before = group(dragged);
    dragged.classList.add("p-order__row--dragged");
    event.currentTarget.setPointerCapture(event.pointerId);
  }

  function move(event) {
    if (!dragged) return;
    const other = over(event.clientY);
    if (other) put(dragged, other);
  }

  function stop(event) {
    if (!dragged) return;
    dragged.classList.remove("p-order__row--dragged");
    if (event.type === "pointercancel") giveBack();
    else if (before.some((row, index) => group(dragged)[index] !== row)) tell(dragged);
    dragged = null;
  }

  function giveBack() {
    const last = group(dragged).pop();
    const place = document.createComment("");
    last.after(place);
    for (const row of before) place.before(row);
    place.remove();
    renumber(dragged);
  }

  for (const grip of form.querySelectorAll("[data-reorder-grip]")) {
    grip.hidden = false;
    grip.addEventListener("pointerdown", start);
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", stop);
    grip.addEventListener("pointercancel", stop);
  }
}

if (form && form.querySelector("[data-reorder-said]")) setUp(form);
