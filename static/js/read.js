// <form data-read>: what has been on the screen is marked as read without a click. The
// button of the form serves who has no script.

const form = document.querySelector("form[data-read]");

async function mark() {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    const done = answer.type === "opaqueredirect";
    if (done && !form.contains(document.activeElement)) form.remove();
  } catch { /* the button is still there */ }
}

function whenSeen() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", whenSeen);
  setTimeout(mark, 1500);
}

if (form) {
  document.addEventListener("visibilitychange", whenSeen);
  whenSeen();
}
