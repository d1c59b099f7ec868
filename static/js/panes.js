// [data-panes] with two children [data-pane="label"]: tabs while the window is under
// 1100 px; the pane looked at last is remembered. Without script they stand in a row.

const narrow = window.matchMedia("(max-width: 1099px)");

function setUp(area) {
  const panes = [...area.querySelectorAll("[data-pane]")];
  const bar = document.createElement("div");
  bar.className = "p-tabs";
  bar.setAttribute("role", "tablist");
  bar.setAttribute("aria-label", "两栏切换");
  const tabs = panes.map((pane, index) => {
    const tab = document.createElement("button");
    Object.assign(tab, { type: "button", id: `${pane.id}-tab`, textContent: pane.dataset.pane });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", pane.id);
    tab.addEventListener("click", () => show(index));
    bar.append(tab);
    return tab;
  });
  const start = () => Number(sessionStorage.getItem("pane") ?? 0);

  function show(chosen) {
    sessionStorage.setItem("pane", chosen);
    panes.forEach((pane, index) => {
      pane.hidden = index !== chosen;
      tabs[index].setAttribute("aria-selected", index === chosen);
      tabs[index].tabIndex = index === chosen ? 0 : -1;
    });
  }

  function arrange() {
    if (narrow.matches) {
      area.prepend(bar);
      panes.forEach((pane) => pane.setAttribute("aria-labelledby", `${pane.id}-tab`));
      show(Math.min(start(), panes.length - 1));
    } else {
      bar.remove();
      for (const pane of panes) {
        pane.hidden = false;
        pane.removeAttribute("aria-labelledby");
      }
    }
  }

  bar.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const next = tabs.findIndex((tab) => tab.tabIndex === 0) === 0 ? tabs.length - 1 : 0;
    show(next);
    tabs[next].focus();
  });
  // A link into the pane that is out of sight brings it into sight first.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || !narrow.matches) return;
    const wanted = document.getElementById(link.hash.slice(1));
    const holder = panes.findIndex((pane) => pane.contains(wanted));
    if (holder >= 0) show(holder);
  });
  narrow.addEventListener("change", arrange);
  arrange();
}

for (const area of document.querySelectorAll("[data-panes]")) setUp(area);
