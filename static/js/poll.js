// [data-poll="URL"]: asks each second for a fragment of HTML and shows it, until the
// fragment contains [data-poll-done]. A link to reload serves who has no script.

const EVERY = 1000;
const PATIENCE = 10;

function follow(area) {
  let failures = 0;

  async function ask() {
    try {
      const response = await fetch(area.dataset.poll, { headers: { "X-Requested-With": "fetch" } });
      if (!response.ok || response.redirected) throw new Error(response.status);
      area.innerHTML = await response.text();
      failures = 0;
    } catch {
      failures += 1;
    }
    if (area.querySelector("[data-poll-done]")) return finish();
    if (failures >= PATIENCE) return giveUp();
    setTimeout(ask, EVERY);
  }

  function finish() { // said once to who listens; what is shown stays as it is
    const line = document.createElement("p");
    line.className = "p-sr";
    line.setAttribute("role", "status");
    area.append(line);
    line.textContent = area.querySelector("[data-poll-done]").innerText;
  }

  function giveUp() {
    const line = document.createElement("p");
    line.className = "p-message p-message--warning";
    line.setAttribute("role", "alert");
    line.textContent = "暂时查不到进度，任务仍在后台进行。请稍后刷新本页查看。";
    area.append(line);
  }

  if (!area.querySelector("[data-poll-done]")) setTimeout(ask, EVERY);
}

for (const area of document.querySelectorAll("[data-poll]")) follow(area);
