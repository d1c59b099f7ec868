// form[data-autosave]: what a save could not read is said at its field, as the page
// itself would say it, and gone once a save can read it. An empty field is no error yet.

function say(group, control, messages) {
  const id = group.id.replace(/_group$/, "_error");
  document.getElementById(id)?.remove();
  const told = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
  group.classList.toggle("p-field--error", messages.length > 0);
  if (messages.length) {
    const place = document.createElement("div");
    place.id = id;
    for (const text of messages) {
      place.append(Object.assign(document.createElement("p"), { className: "p-field__error", textContent: text }));
    }
    control.closest(".p-field__control, .p-choices").before(place);
    control.setAttribute("aria-invalid", "true");
    told.push(id);
  } else {
    control.removeAttribute("aria-invalid");
  }
  if (told.length) control.setAttribute("aria-describedby", told.join(" "));
  else control.removeAttribute("aria-describedby");
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  form.addEventListener("portal:saved", ({ detail: { errors, read } }) => {
    for (const group of form.querySelectorAll(".p-field[id$=_group]")) {
      const control = group.querySelector(".p-field__control [name]");
      if (!control || !(errors || control.name === read)) continue;
      say(group, control, control.value.trim() ? (errors?.[control.name] ?? []) : []);
    }
  });
}
