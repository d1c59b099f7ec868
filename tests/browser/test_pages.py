"""The main pages: nothing overflows, axe-core finds nothing, no policy is broken."""

import pytest

from tests.browser.pages import WIDTHS, looks, open_as, sideways, violations
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def server():
    started = PortalServer(demo=()).start()
    yield started
    started.stop()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_main_pages_hold_at(browser, server, width):
    faults: dict[str, list[str]] = {}
    for look in looks(server):
        page = open_as(browser, server, look.who, width)
        refused: list[str] = []
        page.on("console", lambda m, to=refused: _note(m, to))
        answer = page.goto(server.url + look.path)
        found = [*violations(page), *refused]
        if answer is None or answer.status != 200:
            found.append(f"answered {answer and answer.status}")
        if over := sideways(page):
            found.append(f"{over} px too wide")
        if found:
            faults[look.name] = found
        page.context.close()

    assert not faults


def _note(message, to: list[str]) -> None:
    if "Content Security Policy" in message.text:
        to.append(message.text)
