"""Somebody without a mouse: only keys, and every stop of the focus is looked at."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import PLAIN
from tests.browser.portal_server import PortalServer

#: What has the focus, whether one sees that it has, and whether something is over it.
#: (The small button in a date has a ring of its own, which no script can see.)
FOCUSED = """(() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const bar = top && top.closest(".p-actionbar, .p-header");
  const rings = style.outlineStyle !== "none" || style.boxShadow !== "none";
  const tall = box.height > innerHeight / 2;
  window.stops ??= []; window.stops.push(e);
  return {
    name: e.name || e.id || "",
    words: e.matches("button, a, summary") ? e.textContent.trim() : "",
    away: e === document.body,
    stuck: window.stops.length > 4 && window.stops.slice(-5).every((s) => s === e),
    seen: rings || e.type === "date",
    hidden: !tall && !!bar && !bar.contains(e),
  };
})()"""


class Hands:
    """One person in a context of their own; ``who`` logs in, by keys as well."""

    def __init__(self, browser: Browser, server: PortalServer, who: str = "") -> None:
        context = browser.new_context(base_url=server.url, locale="zh-CN")
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        # Asked for before any key: a listener that comes with the key comes too late.
        self.page.on("filechooser", lambda chooser: None)
        if who:
            self.open("/accounts/login/").write("login", f"{who}@example.com")
            self.write("password", PLAIN).key("Enter")
            expect(self.page.locator(".p-account")).to_be_visible()

    def open(self, path: str) -> "Hands":
        """Typed into the address line."""
        self.page.goto(path)
        return self

    def key(self, *keys: str) -> "Hands":
        for each in keys:
            self.page.keyboard.press(each)
        return self

    def tab_to(self, wanted: str, most: int = 150) -> "Hands":
        """Tab to the control of that name, or to the link or button of those words."""
        tab_to(self.page, wanted, most)
        return self

    def write(self, name: str, text: str) -> "Hands":
        self.tab_to(name).key("Control+A")
        self.page.keyboard.type(text)
        return self

    def push(self, words: str) -> "Hands":
        """A link or button: Enter, and what it leads to has arrived."""
        self.tab_to(words)
        with self.page.expect_navigation():
            self.key("Enter")
        return self

    def choose_file(self, name: str, *files: Path) -> "Hands":
        """The system's own window opens on a key; what is done there is not ours."""
        self.tab_to(name)
        with self.page.expect_file_chooser() as opened:
            self.key("Enter")
        opened.value.set_files(list(files))
        return self

    def sees(self, text: str | re.Pattern[str]) -> "Hands":
        expect(self.page.locator("main")).to_contain_text(text)
        return self


def tab_to(page: Page, wanted: str, most: int = 150) -> None:
    """Press Tab until ``wanted`` has the focus; each stop shows, nowhere is a trap."""
    wait_for(page, wanted)
    passed, rounds = [], 0
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        rounds += at["away"]
        if rounds == 2:  # once around: the page may have begun in its middle
            break
        if at["away"]:
            continue
        what = at["words"] or at["name"]
        passed.append(what)
        assert at["seen"], f"nothing shows that {what!r} has the focus"
        assert not at["hidden"], f"{what!r} has the focus under a bar"
        assert not at["stuck"], f"no way out of {what!r}"
        if wanted == at["name"] or _are(at["words"], wanted):
            return
    raise AssertionError(f"no key leads to {wanted!r}, only to {passed}")


def wait_for(page: Page, wanted: str) -> None:
    """A page that a key has asked for may not have come yet."""
    named = page.locator("a, button, summary, label").filter(has_text=wanted)
    named.or_(page.locator(f'[name="{wanted}"], [id="{wanted}"]')).first.wait_for(
        state="attached"
    )


def _are(words: str, wanted: str) -> bool:
    """Those words, or those and what only the ear is told after them."""
    return words == wanted or words.startswith(f"{wanted}：")
