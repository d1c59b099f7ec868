"""Somebody at a browser: what the journey's people do, in their own words."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import log_in
from tests.browser.portal_server import PortalServer


class Person:
    """One person in a browser context of their own."""

    def __init__(self, browser: Browser, server: PortalServer, who: str = "") -> None:
        self.server = server
        self.page: Page = browser.new_context(locale="zh-CN").new_page()
        self.page.set_default_timeout(15_000)
        self.refused: list[str] = []
        self.page.on("console", self._listen)
        if who:
            log_in(self.page, server, who)

    def _listen(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.refused.append(message.text)

    def open(self, path: str) -> "Person":
        answer = self.page.goto(self.server.url + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        return self

    def fill(self, **values: str) -> "Person":
        for name, value in values.items():
            self.put(name, value)
        return self

    def put(self, name: str, value: Any) -> None:
        """Answer the question of this name, whatever control asks it."""
        control = self.page.locator(f"main [name='{name}']")
        kind = control.first.evaluate("e => e.type")
        if kind in {"radio", "checkbox"}:
            self.page.locator(f"main [name='{name}'][value='{value}']").check()
        elif kind == "select-one":
            control.select_option(str(value))
        else:
            control.fill(str(value))

    def press(self, label: str) -> "Person":
        """Press a button that sends a form, and wait for the answer."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=label).first.click()
        return self

    def follow(self, label: str, *, exact: bool = False) -> "Person":
        links = self.page.locator("main").get_by_role("link", name=label, exact=exact)
        with self.page.expect_navigation():
            links.first.click()
        return self

    def go(self, end: str) -> "Person":
        """Follow the link whose address ends so, and wait until it has led there."""
        with self.page.expect_navigation():
            self.page.locator(f"main a[href*='{end}']").first.click()
        return self

    def sees(self, text: str) -> "Person":
        expect(self.page.locator("main")).to_contain_text(text)
        return self

    def upload(self, name: str, *files: Path) -> None:
        """Choose the files, and wait until each is listed as kept."""
        control = self.page.locator(f"[name='{name}']")
        control.set_input_files(list(files))
        kept = self.page.locator("main [data-upload]", has=control)
        for file in files:
            listed = kept.locator("[data-upload-files] li", has_text=file.name)
            expect(listed).to_have_count(1)

    def names(self) -> list[str]:
        """The names of all controls of the page, each once, in order."""
        found = self.page.locator("main [name]").evaluate_all(
            "all => all.map(e => e.name)"
        )
        return list(dict.fromkeys(found))

    def leave(self) -> None:
        assert not self.refused
        self.page.context.close()
