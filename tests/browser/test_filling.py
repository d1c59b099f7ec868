# ruff: noqa: RUF001
"""Filling in a dossier as people do: scripts on or off, a login that runs out."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
from datetime import timedelta
from django.utils import timezone
from tests.factories import make_dossier, make_enterprise, make_round, make_user
now = timezone.now()
user = make_user(email="owner@example.com", name="示例填报人")
make_enterprise(user, province="jiangsu", city="南京市")
for code in ("JS1", "JS2", "JS3", "JS4", "JS5"):
    round = make_round(province="jiangsu", code=code,
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
    dossier = make_dossier(user, round=round, kind="comprehensive")
    print(f"KEY {code} {dossier.key}")
"""
PASSWORD = "correct-horse-battery"
SAVED = "[data-autosave-status][data-state=saved]"


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def open_as_owner(browser: Browser, server: PortalServer, **options) -> Page:
    page = browser.new_context(
        base_url=server.url, locale="zh-CN", **options
    ).new_page()
    page.set_default_timeout(15000)
    page.goto("/accounts/login/")
    log_in(page)
    return page


def log_in(page: Page) -> None:
    page.fill("[name=login]", "owner@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_load_state()


def section(server: PortalServer, code: str, slug: str) -> str:
    return f"/dossiers/{server.keys[code]}/sections/{slug}/"


def test_the_report_follows_what_is_typed_and_autosave_keeps_it(browser, server):
    page = open_as_owner(browser, server)
    page.goto(section(server, "JS1", "organisation"))
    page.check("[name=production_mode][value=discrete]")
    expect(page.locator(SAVED)).to_contain_text("已自动保存")

    page.goto(section(server, "JS1", "access"))
    page.fill("[name=connected_devices]", "２９９８８")
    page.fill("[name=connected_device_kinds]", "10")
    clauses = page.locator("#clauses-connected_devices")
    expect(clauses).to_contain_text("还差 12 台，要求不少于 30,000，现填 29,988")
    page.fill("[name=connected_devices]", "30000")
    expect(clauses).to_contain_text("符合")
    expect(clauses).not_to_contain_text("还差")
    expect(page.locator(SAVED)).to_contain_text("已自动保存")

    page.goto(section(server, "JS1", "access"))
    expect(page.locator("[name=connected_devices]")).to_have_value("30000")


def test_what_cannot_be_read_is_named_at_once_and_is_there_on_return(browser, server):
    page = open_as_owner(browser, server)
    page.goto(section(server, "JS2", "access"))

    page.fill("[name=connected_devices]", "约三万")

    expect(page.locator("#live-problems")).to_contain_text("“约三万”不是可用的数字")
    expect(page.locator(SAVED)).to_contain_text("有 1 处需要修改")
    page.goto(section(server, "JS2", "access"))
    expect(page.locator("[name=connected_devices]")).to_have_value("约三万")
    expect(page.locator(".p-errors")).to_be_focused()
    page.click(".p-errors a")
    expect(page.locator("[name=connected_devices]")).to_be_focused()


def test_an_expired_login_loses_nothing_not_even_in_rows(browser, server):
    page = open_as_owner(browser, server)
    page.goto(section(server, "JS3", "industries"))
    page.fill("[name=industries-0-name]", "汽车")
    page.click("[data-row-add]")
    page.fill("[name=industries-1-name]", "化学")
    page.locator("[data-row-remove]").first.click()
    expect(page.locator(SAVED)).to_contain_text("已自动保存")

    page.context.clear_cookies(name="sessionid")
    page.click("[data-row-add]")
    page.fill("[name=industries-2-name]", "医药")
    expect(page.locator("[data-autosave-status]")).to_contain_text("登录已过期")
    page.click("button[value=next]")
    page.wait_for_url("**/accounts/login/**")
    log_in(page)

    expect(page.locator("[data-autosave-status]")).to_contain_text("已恢复未保存的内容")
    expect(page.locator("[name=industries-2-name]")).to_have_value("医药")
    expect(page.locator(SAVED)).to_contain_text("已自动保存")
    page.goto(section(server, "JS3", "industries"))
    names = page.locator("[name$='-name']:visible")
    expect(names).to_have_count(2)
    expect(names.nth(0)).to_have_value("化学")
    expect(names.nth(1)).to_have_value("医药")


def test_rows_errors_and_saving_work_without_scripts(browser, server):
    page = open_as_owner(browser, server, java_script_enabled=False)
    page.goto(section(server, "JS4", "industries"))

    page.fill("[name=industries-0-name]", "汽车")
    page.fill("[name=industries-0-connected_devices]", "1e3")
    page.click("[data-row-add]")
    page.fill("[name=industries-1-name]", "化学")
    page.click("button[value=next]")

    expect(page.locator(".p-errors")).to_contain_text("不要用科学记数法")
    expect(page.locator("[name=industries-0-connected_devices]")).to_have_value("1e3")
    page.locator("[data-row-remove]").first.click()
    expect(page.locator("[name$='-name']")).to_have_count(1)
    expect(page.locator("[name=industries-0-name]")).to_have_value("化学")


def test_two_tabs_do_not_overwrite_each_other(browser, server):
    first = open_as_owner(browser, server)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(section(server, "JS5", "access"))
    first.fill("[name=connected_devices]", "1")
    expect(first.locator(SAVED)).to_contain_text("已自动保存")

    second.fill("[name=connected_devices]", "2")

    expect(second.locator("[data-autosave-status]")).to_contain_text("保存过本节")
    second.click("button[value=next]")
    expect(second.locator(".p-errors")).to_contain_text("没有保存")
    second.check("[name=choice-connected_devices][value=mine]")
    second.click("[data-conflict] button")
    second.wait_for_load_state()
    second.goto(section(server, "JS5", "access"))
    expect(second.locator("[name=connected_devices]")).to_have_value("2")
