// form[data-live="URL"][data-live-target="#id"]: the form is posted 400 ms after the
// last key, and the answer, a fragment of HTML, becomes the content of the target.

const PAUSE = 400;

function watch(form) {
  const target = document.querySelector(form.dataset.liveTarget);
  let timer;
  let running;

  async function ask() {
    running?.abort();
    running = new AbortController();
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const response = await fetch(form.dataset.live, {
        method: "POST", body, signal: running.signal, headers: { "X-Requested-With": "fetch" },
      });
      if (!response.ok || response.redirected) return;
      target.innerHTML = await response.text();
      target.dispatchEvent(new CustomEvent("portal:swapped", { bubbles: true }));
    } catch (error) {
      if (error.name !== "AbortError") target.dataset.stale = "";
    }
  }

  function later(event) {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  for (const kind of ["input", "change", "compositionend"]) form.addEventListener(kind, later);
}

for (const form of document.querySelectorAll("form[data-live]")) watch(form);
