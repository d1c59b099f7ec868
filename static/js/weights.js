// form[data-weights]: the sum of all [data-weight] inputs, and of each group, while typing.
// Weights are added as hundredths, so that 0.1 + 0.2 is 0.3. Without script the server adds.

const FULL = 10000;

function hundredths(text) {
  const plain = text.normalize("NFKC").trim();
  if (!/^\d+(\.\d{1,2})?$/.test(plain)) return null;
  const [whole, fraction = ""] = plain.split(".");
  return Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
}

function shown(sum) {
  return (sum / 100).toFixed(2).replace(/\.?0+$/, "");
}

function setUp(form) {
  const inputs = [...form.querySelectorAll("input[data-weight]")];
  const total = form.querySelector("[data-weight-total]");

  function add() {
    const groups = new Map();
    let sum = 0;
    let unread = 0;
    for (const input of inputs) {
      const value = hundredths(input.value);
      if (value === null) unread += 1;
      sum += value ?? 0;
      groups.set(input.dataset.group, (groups.get(input.dataset.group) ?? 0) + (value ?? 0));
    }
    for (const cell of form.querySelectorAll("[data-weight-sum]")) {
      cell.textContent = shown(groups.get(cell.dataset.weightSum) ?? 0);
    }
    total.textContent = say(sum, unread);
  }

  function say(sum, unread) {
    const left = FULL - sum;
    const blanks = unread ? `，${unread} 项未填或不是数字` : "";
    if (left === 0) return `合计 100${blanks}`;
    return left > 0 ? `合计 ${shown(sum)}，还差 ${shown(left)}${blanks}` : `合计 ${shown(sum)}，多出 ${shown(-left)}${blanks}`;
  }

  form.addEventListener("input", (event) => {
    if (!event.isComposing) add();
  });
  form.addEventListener("compositionend", add);
  add();
}

for (const form of document.querySelectorAll("form[data-weights]")) setUp(form);
