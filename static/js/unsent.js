// What was typed here and is not saved yet, kept in the browser until it is.
//
// Each tab keeps its own, so that one tab's saving drops nothing of another's; a page
// without any of its own takes over what a closed tab left. Another account's is dropped.
// `submitted` says that the form itself went out: the page made after that has it all,
// unless a conflict was answered instead (conflict.js).

const ACCOUNT = `unsent:${document.documentElement.dataset.account}:`;
const PLACE = `${ACCOUNT}${location.pathname}#`;

const keys = () => Object.keys(localStorage);
const read = (key) => JSON.parse(localStorage.getItem(key) ?? "null");

function tab() {
  sessionStorage.tab ??= Math.random().toString(36).slice(2);
  return sessionStorage.tab;
}

const own = () => PLACE + tab();

export function forgetOthers() {
  for (const key of keys()) if (key.startsWith("unsent:") && !key.startsWith(ACCOUNT)) localStorage.removeItem(key);
}

export function keep(unsent) {
  try { localStorage.setItem(own(), JSON.stringify(unsent)); } catch { /* full or forbidden */ }
}

export function drop() {
  localStorage.removeItem(own());
}

export function find() {
  const left = keys().find((key) => key.startsWith(PLACE));
  if (!(own() in localStorage) && left) {
    keep(read(left));
    localStorage.removeItem(left);
  }
  return read(own());
}

export function mark(submitted) {
  const unsent = read(own());
  if (unsent) keep({ ...unsent, submitted });
}
