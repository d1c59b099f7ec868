"""Every page that an enterprise or a city meets: axe finds nothing, at three widths."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page

from tests.browser.pages import log_in_as, sideways, violations
from tests.browser.portal_server import PortalServer
from tests.browser.world import seeded

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (1280, 768, 390)
WHO = ("", "owner", "city", "winner")


@dataclass(frozen=True, slots=True)
class Stop:
    """``who`` ("" is nobody) goes to ``path``; ``do`` brings on what is looked at."""

    who: str
    path: str
    do: Callable[[Page], None] = lambda page: None
    status: int = 200


def press(page: Page, name: str = "") -> None:
    """The button of that name, or the form's last, and wait for the answer."""
    found = page.locator("main").get_by_role("button", name=name, exact=True)
    with page.expect_navigation():
        (found if name else page.locator("main form button")).last.click()


def unfold(page: Page) -> None:
    page.evaluate("for (const d of document.querySelectorAll('main details')) d.open=1")


def check_oneself(page: Page) -> None:
    unfold(page)
    page.fill("[name=connected_devices]", "48")
    press(page, "核对")
    unfold(page)


def mistype(page: Page) -> None:
    unfold(page)
    page.fill("[name=connected_devices]", "很多")
    press(page, "核对")


def mistype_phone(page: Page) -> None:
    page.fill("[name=phone]", "12345")
    press(page, "保存")


def ask(page: Page) -> None:
    page.fill("[name=number]", KEYS["number"])
    page.fill("[name=code]", KEYS["code"])
    press(page)


def clash(page: Page) -> None:
    """Two tabs, one figure."""
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("[name=connected_devices]", "7")
    press(other, "保存并返回任务列表")
    other.close()
    page.fill("[name=connected_devices]", "8")
    with page.expect_navigation():
        page.locator("button[value=list]").click()
    assert "请选择保留哪一方" in page.inner_text("h1")


def template(page: Page, value: str) -> None:
    """The dossier's own template with one figure changed, handed in."""
    with page.expect_download() as caught:
        page.get_by_role("link", name="下载模板（带已填内容）").click()
    path = caught.value.path().with_suffix(".xlsx")
    caught.value.save_as(path)
    book = load_workbook(path)
    sheet = book["填报表"]
    row = next(c.row for c in sheet["A"] if str(c.value).startswith("已连接工业设备数"))
    sheet.cell(row, 2).value = value
    book.save(path)
    page.set_input_files("[name=book]", path)
    press(page, "上传并核对")


def forget(page: Page, times: int = 1) -> None:
    for _ in range(times):
        page.goto(page.url.partition("/accounts")[0] + "/accounts/password/reset/")
        page.fill("[name=email]", "nobody@example.com")
        press(page)


KEYS: dict[str, str] = {}
SECTIONS = (
    *("platform", "access", "industries", "domains", "cases"),
    *("security", "capabilities", "integrity", "attachments"),
)
STOPS = [
    Stop("", "/"),
    Stop("", "/guides/"),
    Stop("", "/guides/jiangsu/undated/"),
    Stop("", "/self-check/", unfold),
    Stop("", "/self-check/", check_oneself),
    Stop("", "/self-check/", mistype),
    Stop("", "/progress/"),
    Stop("", "/progress/", press),
    Stop("", "/progress/", ask),
    Stop("", "/publicity/"),
    Stop("", "/library/"),
    Stop("", "/help/"),
    Stop("", "/help/enterprise/"),
    Stop("", "/help/city/"),
    Stop("", "/help/expert/"),
    Stop("", "/help/official/"),
    Stop("", "/accounts/login/"),
    Stop("", "/accounts/login/", press),
    Stop("", "/accounts/signup/"),
    Stop("", "/accounts/signup/", press),
    Stop("", "/accounts/password/reset/"),
    Stop("", "/accounts/password/reset/", forget),
    Stop("", "/accounts/password/reset/", lambda page: forget(page, 6)),
    Stop("", "/accounts/password/reset/key/{reset}/"),
    Stop("", "/accounts/password/reset/key/1-none/"),
    Stop("", "/accounts/password/reset/key/done/"),
    Stop("", "/accounts/inactive/"),
    Stop("", "{invited}"),
    Stop("", "/nothing-here/", status=404),
    Stop("owner", "/accounts/password/change/"),
    Stop("owner", "/accounts/password/change/", press),
    Stop("owner", "/accounts/email/"),
    Stop("owner", "/accounts/logout/"),
    Stop("owner", "/dossiers/"),
    Stop("owner", "/enterprise/"),
    Stop("owner", "/enterprise/colleagues/new/"),
    Stop("owner", "/enterprise/colleagues/new/", press),
    Stop("owner", "/enterprise/colleagues/{mate}/hand-over/"),
    Stop("owner", "/rounds/{fresh}/apply/"),
    Stop("owner", "/rounds/{fresh}/apply/", press),
    Stop("owner", "/dossiers/{draft}/"),
    *(Stop("owner", f"/dossiers/{{draft}}/sections/{each}/") for each in SECTIONS),
    Stop("owner", "/dossiers/{draft}/sections/access/", clash),
    Stop("owner", "/dossiers/{draft}/check/", unfold),
    Stop("owner", "/dossiers/{draft}/report/", unfold),
    Stop("owner", "/dossiers/{draft}/history/"),
    Stop("owner", "/dossiers/{draft}/workbook/"),
    Stop("owner", "/dossiers/{draft}/workbook/", lambda page: template(page, "很多")),
    Stop("owner", "/dossiers/{draft}/workbook/", lambda page: template(page, "99")),
    Stop("owner", "/evidence/{file}/view/"),
    Stop("owner", "/evidence/{file}/reference/"),
    Stop("owner", "/dossiers/{whole}/check/"),
    Stop("owner", "/dossiers/{whole}/check/", lambda page: press(page, "提交申报书")),
    Stop("owner", "/dossiers/{sent}/"),
    Stop("owner", "/dossiers/{sent}/receipt/"),
    Stop("owner", "/dossiers/{sent}/take-back/"),
    Stop("owner", "/dossiers/{sent}/sections/access/", status=409),
    Stop("owner", "/dossiers/{back}/"),
    Stop("owner", "/dossiers/{back}/sections/access/"),
    Stop("owner", "/dossiers/{twice}/versions/"),
    Stop("owner", "/dossiers/{twice}/versions/?all=yes"),
    Stop("owner", "/me/notifications/"),
    Stop("owner", "/me/notifications/?show=unread"),
    Stop("owner", "/me/notifications/preferences/"),
    Stop("owner", "/me/notifications/preferences/", mistype_phone),
    Stop("owner", "/city/", status=403),
    Stop("winner", "/dossiers/{result}/"),
    Stop("winner", "/dossiers/{result}/result/"),
    Stop("winner", "/library/records/"),
    Stop("city", "/library/records/"),
    Stop("city", "/city/"),
    Stop("city", "/city/?status=all"),
    Stop("city", "/city/{waiting}/", unfold),
    Stop("city", "/city/{twice}/"),
    Stop("city", "/city/{refused}/"),
    Stop("city", "/city/{waiting}/checks/"),
    Stop("city", "/city/{waiting}/checks/", press),
    Stop("city", "/city/{waiting}/vetoes/"),
    Stop("city", "/city/{waiting}/return/", unfold),
    Stop("city", "/city/{waiting}/return/", press),
    Stop("city", "/city/{ready}/recommend/"),
    Stop("city", "/city/{waiting}/decline/"),
    Stop("city", "/city/{waiting}/decline/", press),
    Stop("city", "/city/batch/?d={waiting}&d={ready}"),
    Stop("city", "/city/{chosen}/"),
    Stop("city", "/city/{chosen}/withdraw/"),
    Stop("city", "/city/{chosen}/checks/", status=409),
    Stop("city", "/city/recommendations/?round={chosen_round}"),
    Stop("city", "/city/recommendations/?round={chosen_round}",
         lambda page: press(page, "上传盖章件")),
    Stop("city", "/dossiers/{twice}/versions/"),
    Stop("city", "/me/notifications/"),
    Stop("city", "/dossiers/", status=403),
]  # fmt: skip


@pytest.fixture(scope="module")
def people(browser: Browser):
    """One page a person, each logged in once."""
    server = PortalServer().start()
    try:
        KEYS.update(seeded(server, "states", "published"))
        yield {who: enter(browser, server, who) for who in WHO}
    finally:
        server.stop()


def enter(browser: Browser, server: PortalServer, who: str) -> Page:
    page = browser.new_context(base_url=server.url, locale="zh-CN").new_page()
    page.set_default_timeout(15_000)
    if who:
        log_in_as(page, KEYS.get(who, f"{who}@example.com"))
    return page


@pytest.mark.parametrize("stop", STOPS, ids=lambda s: f"{s.who}-{s.path}-{s.status}")
def test_nobody_is_kept_out(people, stop):
    page = people[stop.who]
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    answer = page.goto(stop.path.format(**KEYS))
    assert answer is not None
    assert answer.status == stop.status
    stop.do(page)

    faults = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = sideways(page)
        found = violations(page)
        if found or over:
            faults[width] = [*found, *([f"{over} px too wide"] if over else [])]
    assert not faults
