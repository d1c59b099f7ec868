// What was typed survives a login that ran out: on submit, the fields of a form are
// put into sessionStorage; a login page in between marks them; back on the page they
// are filled in again. Forms with data-autosave see to this themselves.

const KEY = "kept";
const SIGNED_IN = "account" in document.documentElement.dataset;
const SECRET = new Set(["password", "file", "hidden", "submit", "button"]);

const forms = () => [...document.querySelectorAll('form[method="post"]:not([data-autosave]):not([data-logout])')];
const controls = (form) => [...form.elements].filter((control) => control.name && !SECRET.has(control.type));

function keep(form) {
  const values = controls(form).map((control) => (
    control.type === "checkbox" || control.type === "radio" ? control.checked : control.value
  ));
  if (!values.length) return;
  const place = { path: location.pathname, index: forms().indexOf(form), account: document.documentElement.dataset.account };
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...place, values }));
  } catch { /* full or forbidden: the post goes on without it */ }
}

function bring(kept) {
  const form = forms()[kept.index];
  if (!form || kept.account !== document.documentElement.dataset.account) return;
  controls(form).forEach((control, index) => {
    const value = kept.values[index];
    if (typeof value === "boolean") control.checked = value;
    else if (value !== undefined) control.value = value;
  });
  const line = document.createElement("p");
  line.className = "p-message";
  line.setAttribute("role", "status");
  line.textContent = "已恢复登录前填写的内容，尚未提交，请核对后再次提交。";
  form.prepend(line);
}

const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
if (kept && !SIGNED_IN) {
  sessionStorage.setItem(KEY, JSON.stringify({ ...kept, expired: true }));
} else if (kept && (!kept.expired || kept.path === location.pathname)) {
  sessionStorage.removeItem(KEY);
  if (kept.expired) bring(kept);
}

if (SIGNED_IN) for (const form of forms()) form.addEventListener("submit", () => keep(form));
