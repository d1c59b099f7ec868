"""A platform in the library: report, review, rectification, removal, directory."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import is_fit, log_in_as
from tests.browser.portal_server import PortalServer
from tests.files import sound

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEED = """
from tests.factories import make_user
from tests.scoring.libraries import make_entry, make_reserve, member_of
from tests.factories import make_enterprise
for n in (1, 2):
    make_user("official", email=f"official{n}@example.com", province="jilin")
make_user("city", email="city@example.com", city="长春市")
member = make_user(email="firm@example.com")
make_enterprise(member, name="示例松花有限公司")
kept = make_entry(member=member, platform="松花平台")
risen = make_reserve(platform="长白平台")
print(f"KEY kept {kept.pk}")
print(f"KEY risen {risen.pk}")
"""
FIGURES = {
    "connected_devices": "120", "industrial_models": "20", "industrial_apps": "10",
    "served_enterprises": "30", "annual_platform_revenue": "800.5", "staff": "40",
}  # fmt: skip


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


@pytest.fixture
def people(browser: Browser, server: PortalServer):
    """Each in a browser context of their own."""
    found = {}
    for who in ("official1", "official2", "firm", "city"):
        context = browser.new_context(base_url=server.url, locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(30000)
        log_in_as(page, f"{who}@example.com")
        found[who] = page
    yield found
    for page in found.values():
        page.context.close()


def press(page: Page, label: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=label).first.click()


def follow(page: Page, label: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=label).first.click()


def decide(people: dict[str, Page], pk: str, kind: str, **more: str) -> None:
    """One official proposes, the other confirms."""
    first, second = people["official1"], people["official2"]
    first.goto(f"/library/records/{pk}/")
    follow(first, "提出决定")
    first.locator(f"[name=kind][value={kind}]").check()
    for name, value in more.items():
        control = first.locator(f"[name={name}]")
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    if more.get("report"):
        for box in first.locator("[name^=check_][value=yes]").all():
            box.check()
    first.fill("[name=reason]", "示例理由。")
    is_fit(first)
    press(first, "提出，交另一位同事确认")
    second.goto(f"/library/records/{pk}/")
    follow(second, "查看并确认")
    second.locator("[name=is_confirmed][value=yes]").check()
    is_fit(second)
    press(second, "提交确认结论")
    expect(second.locator("main")).to_contain_text("决定已生效")


def test_a_platform_s_year_from_the_report_to_the_directory(people, server, tmp_path):
    kept, risen = server.keys["kept"], server.keys["risen"]
    first, firm = people["official1"], people["firm"]
    report(people)
    review = first.locator("main a[href*='/records/reports/']").first
    key = review.get_attribute("href").strip("/").rpartition("/")[2]
    decide(people, kept, "passed", report=key)

    decide(people, kept, "rectify", workdays="5")
    proof: Path = tmp_path / "证明.pdf"
    proof.write_bytes(sound.pdf())
    firm.goto("/library/records/")
    follow(firm, "提交整改材料")
    firm.fill("[name=text]", "已改正。")
    firm.set_input_files("[name=file_1]", proof)
    is_fit(firm)
    press(firm, "提交整改材料")
    expect(firm.locator("main")).to_contain_text("等待省级主管部门认定")
    decide(people, kept, "rectified")
    decide(people, risen, "promoted")
    decide(people, kept, "removed")

    look_around(people, kept)


def report(people: dict[str, Page]) -> None:
    """The year is opened, the firm reports, an official accepts."""
    first, firm = people["official1"], people["firm"]
    first.goto("/library/records/")
    follow(first, "布置年度报告")
    first.fill("[name=due_on]", "2099-12-31")
    press(first, "布置年度报告")
    is_fit(first)
    firm.goto("/library/records/")
    is_fit(firm)
    follow(firm, "填报年度报告")
    for name, value in FIGURES.items():
        firm.fill(f"[name={name}]", value)
    press(firm, "报送")
    expect(firm.locator(".p-errors")).to_be_visible()
    is_fit(firm)
    firm.fill("[name=progress]", "新增服务企业。")
    firm.fill("[name=plans]", "推进标识解析。")
    press(firm, "报送")
    expect(firm.locator("main")).to_contain_text("年度报告已报送")
    first.goto("/library/records/?report=handed_in")
    follow(first, "审核年度报告")
    first.locator("[name=is_accepted][value=yes]").check()
    is_fit(first)
    press(first, "提交审核结论")


def look_around(people: dict[str, Page], pk: str) -> None:
    """What the public, the city and the firm find in the end."""
    city, firm = people["city"], people["firm"]
    city.goto(f"/library/records/{pk}/")
    expect(city.locator("main")).to_contain_text("整改通过")
    is_fit(city)
    firm.goto(f"/library/records/{pk}/")
    expect(firm.locator("main")).to_contain_text("退出")
    firm.goto("/library/?state=left")
    expect(firm.locator("main")).to_contain_text("松花平台")
    is_fit(firm)
    follow(firm, "松花平台")
    expect(firm.locator("main")).to_contain_text("退出。理由：示例理由。")
    expect(firm.locator("main")).not_to_contain_text("整改")
    is_fit(firm)
    firm.goto("/library/?q=长白")
    expect(firm.locator("tbody tr")).to_contain_text("重点")
