// What stands in [data-autosave-status]: a state, its words, and what can be done about it
// as a link (an address) or a button (a function).

export function say(line, state, text, label, action) {
  line.dataset.state = state;
  line.textContent = text;
  if (!label) return;
  const link = typeof action === "string";
  const button = document.createElement(link ? "a" : "button");
  Object.assign(button, { textContent: label, className: "p-btn p-btn--small" });
  Object.assign(button, link ? { href: action } : { type: "button", onclick: action });
  line.append(" ", button);
}
