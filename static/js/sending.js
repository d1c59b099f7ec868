// How autosave.js posts what was changed.
//
// One field outside of rows goes alone, as JSON, with what was saved of it as `before`
// and what was typed as `after`. Answered:
//   200 {"version": 8, "saved_at": "14:32:08", "now": "60"}, `now` as the field shows it,
//   or {"whole": true}: not so; the whole form is to be sent.

export const OWN = ["version", "seen", "csrfmiddlewaretoken"];

// As it is now: who logged in again in another tab has a new one.
function token(form) {
  const [, kept] = /(?:^|; )csrftoken=(\w+)/.exec(document.cookie) ?? [];
  return kept ?? form.elements.csrfmiddlewaretoken.value;
}

const headers = { Accept: "application/json", "X-Requested-With": "fetch" };

// What was saved, as far as the page knows; newer values, as text of all or by name.
export function newest(form, news) {
  return typeof news === "string" ? news : JSON.stringify({ ...JSON.parse(form.elements.seen.value), ...news });
}

// Of fields that stand alone only what was changed is told.
function seenOf(form, entries) {
  const seen = form.elements.seen?.value ?? "";
  if (!seen || "autosaveWhole" in form.dataset) return seen;
  const all = JSON.parse(seen);
  return JSON.stringify(Object.fromEntries(entries.map(([name]) => [name, all[name] ?? ""])));
}

export function sendAll(form, entries, more) {
  const body = new FormData();
  for (const name of OWN) body.append(name, form.elements[name]?.value ?? "");
  body.set("csrfmiddlewaretoken", token(form));
  body.set("seen", seenOf(form, entries));
  for (const [name, values] of entries) {
    body.append("changed", name);
    for (const value of values) body.append(name, value);
  }
  return fetch(form.dataset.autosave, { method: "POST", body, headers, ...more });
}

export async function sendOne(form, [name, values]) {
  const { seen, version } = form.elements;
  const before = JSON.parse(seen?.value || "{}");
  if (!(name in before) || values.length !== 1) return null;
  const body = JSON.stringify({ changed: name, before: before[name], after: values[0], version: version.value });
  const own = { ...headers, "Content-Type": "application/json", "X-CSRFToken": token(form) };
  const response = await fetch(form.dataset.autosave, { method: "POST", body, headers: own });
  if (!response.ok || response.redirected) return response;
  const answer = await response.json();
  if (answer.whole) return null;
  const held = JSON.stringify({ ...before, [name]: answer.now });
  return new Response(JSON.stringify({ ...answer, seen: held, read: name }));
}
