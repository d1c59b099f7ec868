"""One field sent back, put right and handed in again: two people, and the keyboard."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import sideways, violations
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (1280, 768, 390)
PASSWORD = "correct-horse-battery"
SEED = """
from datetime import timedelta
from django.utils import timezone
from applications.actions import dossiers
from tests.applications.filing import make_whole_dossier
from tests.factories import make_enterprise, make_round, make_user
now = timezone.now()
owner = make_user(email="owner@example.com", name="示例填报人")
make_enterprise(owner, province="jiangsu", city="南京市")
make_user("city", email="city@example.com", name="示例市级", province="jiangsu",
    city="南京市")
make_user("official", email="official@example.com", name="示例省级",
    province="jiangsu")
for code in ("C1", "C2", "C3"):
    round = make_round(province="jiangsu", code=code,
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=30))
    dossier = make_whole_dossier(owner, round=round)
    dossiers.submit(dossier=dossier, by=owner, at=now, declared=True)
    print(f"KEY {code} {dossier.key}")
"""


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def open_as(browser: Browser, server: PortalServer, who: str, **options) -> Page:
    context = browser.new_context(base_url=server.url, locale="zh-CN", **options)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto("/accounts/login/")
    page.fill("[name=login]", f"{who}@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_load_state()
    return page


def main(page: Page):
    return page.locator("main")


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        main(page).get_by_role("button", name=name).first.click()


def send_back(page: Page, key: str) -> None:
    """The city names one field, found by its name."""
    page.goto(f"/city/{key}/return/")
    page.fill("#pick-search", "已连接")
    page.fill("[name='note-access--connected_devices']", "与清单不一致，请核对。")
    expect(page.locator("[data-pick-said]")).to_have_text("已选 1 处。")
    press(page, "确认退回")


def test_one_field_goes_back_and_comes_again_and_both_see_what_changed(browser, server):
    key = server.keys["C1"]
    city, owner = (open_as(browser, server, who) for who in ("city", "owner"))
    send_back(city, key)
    expect(main(city)).to_contain_text("等待补正")

    owner.goto(f"/dossiers/{key}/")
    expect(main(owner)).to_contain_text("需修改 1 处")
    expect(main(owner)).to_contain_text(re.compile(r"星期.*（北京时间）"))
    owner.goto(f"/dossiers/{key}/sections/access/")
    expect(main(owner)).to_contain_text("与清单不一致，请核对。")
    expect(main(owner)).to_contain_text("本次补正未开放")
    expect(owner.locator("[name=connected_devices]")).to_have_value("60")
    expect(owner.locator("[name=manageable_devices]")).to_have_count(0)
    owner.fill("[name=connected_devices]", "66")
    expect(owner.locator("[data-autosave-status][data-state=saved]")).to_be_visible()
    owner.goto(f"/dossiers/{key}/sections/platform/")
    expect(owner.locator("[name=platform_name]")).to_have_count(0)

    owner.goto(f"/dossiers/{key}/check/")
    owner.check("#declared")
    press(owner, "提交申报书")
    expect(main(owner)).to_contain_text("申报书已提交")

    city.goto(f"/city/{key}/")
    expect(city.locator("[aria-labelledby=corrected-title]")).to_contain_text(
        "60 台 → 66 台"
    )
    for page in (city, owner):
        page.goto(f"/dossiers/{key}/versions/")
        expect(main(page)).to_contain_text("第 1 版 → 第 2 版：共 1 处不同")
        expect(page.locator("del")).to_have_text("60 台")
        expect(page.locator("ins")).to_have_text("66 台")


def test_it_is_all_done_by_keyboard_and_without_scripts(browser, server):
    key = server.keys["C2"]
    city = open_as(browser, server, "city", java_script_enabled=False)
    city.goto(f"/city/{key}/return/")
    expect(city.locator("#pick-search")).to_be_hidden()
    summary = city.locator("summary", has_text="设备与数据接入")
    summary.focus()
    city.keyboard.press("Enter")
    city.locator("[name='pick-access--connected_devices']").focus()
    city.keyboard.press("Space")
    city.keyboard.press("Tab")
    city.keyboard.type("请核对。")
    with city.expect_navigation():
        main(city).get_by_role("button", name="确认退回").press("Enter")
    expect(main(city)).to_contain_text("等待补正")

    owner = open_as(browser, server, "owner", java_script_enabled=False)
    owner.goto(f"/dossiers/{key}/sections/access/")
    owner.locator("[name=connected_devices]").focus()
    owner.keyboard.press("Control+A")
    owner.keyboard.type("61")
    with owner.expect_navigation():
        owner.keyboard.press("Enter")
    owner.goto(f"/dossiers/{key}/check/")
    owner.locator("#declared").focus()
    owner.keyboard.press("Space")
    with owner.expect_navigation():
        main(owner).get_by_role("button", name="提交申报书").press("Enter")
    expect(main(owner)).to_contain_text("申报书已提交")


def test_a_dossier_is_taken_back_and_handed_in_again(browser, server):
    key = server.keys["C3"]
    owner = open_as(browser, server, "owner")
    owner.goto(f"/dossiers/{key}/")
    with owner.expect_navigation():
        main(owner).get_by_role("link", name="撤回修改").click()
    expect(main(owner)).to_contain_text("申报书回到草稿")
    press(owner, "确认撤回")
    expect(main(owner)).to_contain_text("核对并提交")
    owner.goto(f"/dossiers/{key}/check/")
    owner.check("#declared")
    press(owner, "提交申报书")
    owner.goto(f"/dossiers/{key}/versions/")
    expect(main(owner)).to_contain_text("完全相同")


@pytest.mark.parametrize("width", WIDTHS)
def test_its_pages_have_no_fault_at_any_width(browser, server, width):
    """After the tests above: one dossier with two versions, one to be taken back."""
    put_right, filed = server.keys["C1"], server.keys["C3"]
    looks = [
        ("city", f"/city/{filed}/return/"),
        ("city", f"/city/{put_right}/"),
        ("owner", f"/dossiers/{put_right}/versions/?all=yes"),
        ("owner", f"/dossiers/{put_right}/"),
        ("owner", f"/dossiers/{put_right}/check/"),
    ]
    for who, path in looks:
        page = open_as(browser, server, who, viewport={"width": width, "height": 900})
        page.goto(path)
        if path.endswith("/return/"):
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open=1)")
        assert not sideways(page), (path, width)
        assert violations(page) == [], (path, width)
        page.context.close()
