// form[data-live="URL"][data-live-target="#id"]: the form is posted 400 ms after the
// last key, and the answer, a fragment of HTML, becomes the content of the target.
// Without a target, each [data-part="id"] of the answer becomes the content of #id.

const PAUSE = 400;

function watch(form) {
  const target = form.dataset.liveTarget ? document.querySelector(form.dataset.liveTarget) : form;
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
      show(await response.text());
      target.dispatchEvent(new CustomEvent("portal:swapped", { bubbles: true }));
    } catch (error) {
      if (error.name !== "AbortError") target.dataset.stale = "";
    }
  }

  function show(html) {
    if (target !== form) {
      target.innerHTML = html;
      return;
    }
    const answer = document.createElement("template");
    answer.innerHTML = html;
    for (const part of answer.content.querySelectorAll("[data-part]")) {
      const place = document.getElementById(part.dataset.part);
      if (place && place.innerHTML !== part.innerHTML) place.innerHTML = part.innerHTML;
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
