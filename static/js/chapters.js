// nav[data-chapters] of links to the sections of a pane that scrolls: the link of the
// section that is being read is marked. Without script they are plain anchors.

for (const nav of document.querySelectorAll("[data-chapters]")) {
  const pane = nav.closest("[data-pane]") ?? document.documentElement;
  const links = [...nav.querySelectorAll("a")];
  const sections = links.map((link) => document.getElementById(link.hash.slice(1)));

  function mark() {
    const line = nav.getBoundingClientRect().bottom + 24;
    const read = sections.filter((section) => section.getBoundingClientRect().top <= line).length;
    const end = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 4 && pane.scrollTop > 0;
    const here = links[end ? links.length - 1 : Math.max(0, read - 1)];
    for (const link of links) {
      if (link === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    nav.scrollLeft = Math.max(0, here.offsetLeft - nav.clientWidth / 3);
  }

  let due = false;
  const soon = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; mark(); });
  };
  pane.addEventListener("scroll", soon, { passive: true });
  window.addEventListener("resize", soon);
  mark();
}
