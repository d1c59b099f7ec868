"""Nothing that was typed is lost: server, line, login or a colleague in between."""

import os
import signal

import pytest
from playwright.sync_api import expect

from tests.browser.portal_server import PortalServer
from tests.browser.test_filling import SAVED, SEED, log_in, open_as_owner, section

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STATUS = "[data-autosave-status]"


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def test_a_server_killed_while_typing_costs_no_field(browser, server):
    page = open_as_owner(browser, server)
    page.goto(section(server, "JS1", "access"))
    page.fill("[name=connected_devices]", "1")
    web = server.processes[0]
    os.killpg(web.pid, signal.SIGKILL)
    web.wait(15)
    page.fill("[name=connected_device_kinds]", "7")
    expect(page.locator(STATUS)).to_contain_text("未保存，内容已留在本机浏览器")

    server._run(
        "web", "gunicorn", "portal.wsgi:application", "--bind",
        f"127.0.0.1:{server.port}", "--workers", "2", "--no-control-socket",
    )  # fmt: skip
    server.processes[0] = server.processes.pop()
    server._wait()

    # it tries again by itself, after 5, 15 and 60 seconds
    expect(page.locator(SAVED)).to_contain_text("已自动保存", timeout=60_000)
    page.goto(section(server, "JS1", "access"))
    expect(page.locator("[name=connected_devices]")).to_have_value("1")
    expect(page.locator("[name=connected_device_kinds]")).to_have_value("7")


def test_logged_out_in_another_tab_one_goes_on_after_the_login(browser, server):
    page = open_as_owner(browser, server)
    page.goto(section(server, "JS2", "access"))
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.click("main form button")
    page.fill("[name=connected_devices]", "5")
    expect(page.locator(STATUS)).to_contain_text("登录已过期")
    page.click(f"{STATUS} a")
    log_in(page)

    expect(page.locator("[name=connected_devices]")).to_have_value("5")
    expect(page.locator(SAVED)).to_contain_text("已自动保存")


def test_without_a_line_it_stays_here_and_goes_out_when_it_is_back(browser, server):
    page = open_as_owner(browser, server)
    page.goto(section(server, "JS3", "access"))
    page.context.set_offline(True)
    page.fill("[name=connected_devices]", "6")
    expect(page.locator(STATUS)).to_contain_text("未保存，内容已留在本机浏览器")

    page.context.set_offline(False)

    expect(page.locator(SAVED)).to_contain_text("已自动保存")
    page.reload()
    expect(page.locator("[name=connected_devices]")).to_have_value("6")


def test_of_two_people_the_second_is_asked(browser, server):
    first, second = (open_as_owner(browser, server) for _ in range(2))
    for page in (first, second):
        page.goto(section(server, "JS4", "access"))
    first.fill("[name=connected_devices]", "1")
    expect(first.locator(SAVED)).to_contain_text("已自动保存")
    second.fill("[name=connected_device_kinds]", "3")
    expect(second.locator(SAVED)).to_contain_text("已自动保存")
    expect(second.locator("[name=connected_devices]")).to_have_value("1")
    first.fill("[name=connected_device_kinds]", "4")
    expect(first.locator(STATUS)).to_contain_text("已在别处修改")

    first.click(f"{STATUS} button")
    expect(first.locator("h1")).to_contain_text("请选择保留哪一方")
    first.keyboard.press("Tab")
    first.locator("[value=mine]").focus()
    first.keyboard.press("Space")
    first.keyboard.press("Enter")

    expect(first.locator("[name=connected_device_kinds]")).to_have_value("4")
    expect(first.locator("[name=connected_devices]")).to_have_value("1")


DEVICES = "[name=connected_devices]"


def in_conflict(browser, server):
    """A tab whose figure the other tab of the same person has changed meanwhile."""
    page = open_as_owner(browser, server)
    other = page.context.new_page()
    for each in (page, other):
        each.goto(section(server, "JS5", "access"))
    other.fill(DEVICES, "8")
    expect(other.locator(SAVED)).to_contain_text("已自动保存")
    page.fill(DEVICES, "9")
    expect(page.locator(STATUS)).to_contain_text("已在别处修改")
    return page, other


def test_a_conflict_that_was_decided_leaves_nothing_behind(browser, server):
    page, _ = in_conflict(browser, server)
    page.click(f"{STATUS} button")
    page.locator("[value=theirs]").check()
    page.click("text=按所选内容保存")
    expect(page.locator(DEVICES)).to_have_value("8")

    page.reload()

    expect(page.locator(STATUS)).not_to_contain_text("已恢复")
    expect(page.locator(DEVICES)).to_have_value("8")
    page.fill(DEVICES, "10")
    expect(page.locator(SAVED)).to_contain_text("已自动保存")
    page.reload()
    expect(page.locator(DEVICES)).to_have_value("10")


def test_a_conflict_left_undecided_keeps_what_was_typed(browser, server):
    page, other = in_conflict(browser, server)
    other.fill("[name=connected_device_kinds]", "3")
    expect(other.locator(SAVED)).to_contain_text("已自动保存")
    page.click(f"{STATUS} button")
    expect(page.locator("h1")).to_contain_text("请选择保留哪一方")
    page.wait_for_load_state()

    page.close()
    again = other.context.new_page()
    again.goto(section(server, "JS5", "access"))

    expect(again.locator(DEVICES)).to_have_value("9")
    expect(again.locator(STATUS)).to_contain_text("已在别处修改")


def test_what_a_save_cannot_read_is_said_at_its_field_until_it_can(browser, server):
    page = open_as_owner(browser, server)
    page.goto(section(server, "JS3", "access"))
    field, error = page.locator("[name=connected_devices]"), ".p-field__error"
    field.fill("六十")

    expect(page.locator(f"#id_connected_devices_error {error}")).to_contain_text(
        "不要用汉字数字"
    )
    expect(field).to_have_attribute("aria-invalid", "true")

    field.fill("60")

    expect(page.locator("#id_connected_devices_error")).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_a_page_left_open_over_a_new_login_saves_by_its_token(browser, server):
    page = open_as_owner(browser, server)
    page.goto(section(server, "JS3", "access"))
    other = page.context.new_page()
    page.context.clear_cookies()
    other.goto(f"{server.url}/accounts/login/")
    log_in(other)

    page.fill(DEVICES, "61")

    expect(page.locator(SAVED)).to_contain_text("已自动保存")
    page.reload()
    expect(page.locator(DEVICES)).to_have_value("61")


def test_who_leaves_by_a_link_while_typing_has_it_saved(browser, server):
    page = open_as_owner(browser, server)
    address = section(server, "JS3", "access")
    page.goto(address)
    page.fill(DEVICES, "62")
    page.locator("main a").first.click()  # well within the pause before a save
    page.wait_for_url(lambda url: not url.endswith(address))

    elsewhere = open_as_owner(browser, server)
    elsewhere.goto(address)
    for _ in range(20):
        if elsewhere.locator(DEVICES).input_value() == "62":
            break
        elsewhere.reload()
    expect(elsewhere.locator(DEVICES)).to_have_value("62")

    page.goto(address)
    expect(page.locator(DEVICES)).to_have_value("62")
    expect(page.locator(STATUS)).not_to_contain_text("已在别处修改")
