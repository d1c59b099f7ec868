"""Every task of an enterprise and of a city, by keyboard alone."""

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from portal import guides
from tests.browser.hands import Hands
from tests.browser.portal_server import PortalServer
from tests.browser.world import seeded
from tests.factories import credit_code
from tests.files import sound

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SAVED = "[data-autosave-status][data-state=saved]"


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    try:
        started.keys = seeded(started, "states")
        yield started
    finally:
        started.stop()


@pytest.fixture
def person(browser, server):
    """Opens a context for somebody; it is closed after the test."""
    opened: list[Hands] = []

    def enter(who: str = "") -> Hands:
        opened.append(Hands(browser, server, who))
        return opened[-1]

    yield enter
    for each in opened:
        each.page.context.close()


def test_a_visitor_checks_oneself(person):
    visitor = person().open("/self-check/")
    visitor.tab_to("设备与数据接入").key("Enter").write("connected_devices", "48")
    visitor.push("核对").sees("核对结果：16 类，由近到远")


def test_a_holder_of_a_receipt_asks_how_it_stands(person, server):
    visitor = person().open("/progress/")
    visitor.write("number", server.keys["number"]).write("code", server.keys["code"])
    visitor.push("查询").sees(server.keys["number"])


def test_an_enterprise_registers(person):
    clerk = person().open("/").push("单位注册").write("name", "示例注册人")
    clerk.write("email", "keys@example.com")
    clerk.write("password1", "by-keys-alone").write("password2", "by-keys-alone")
    clerk.write("enterprise", "示例键盘科技有限公司")
    clerk.write("credit_code", credit_code(777_777))
    clerk.tab_to("city").key("ArrowDown").push("注册")
    expect(clerk.page.locator(".p-account")).to_contain_text("示例注册人")


def test_a_dossier_is_started(person):
    owner = person("owner").push("我的申报").push("开始申报").tab_to("kind")
    owner.key("Space").push("开始申报").sees("填报任务")


def test_a_section_is_filled_in_rows_added_and_removed(person, server):
    owner = person("owner").open(f"/dossiers/{server.keys['draft']}/")
    owner.push(section("industries")).write("industries-0-name", "汽车")
    owner.tab_to("增加一行行业").key("Enter")
    expect(owner.page.locator("[name=industries-1-name]")).to_be_focused()
    owner.page.keyboard.type("化学")
    rows = owner.page.locator("[data-row]:visible")
    expect(rows).to_have_count(2)
    owner.page.evaluate("document.querySelector('main').focus()")
    owner.tab_to("删除这一行").key("Enter")
    expect(rows).to_have_count(1)
    expect(owner.page.get_by_role("button", name="撤销")).to_be_focused()
    owner.push("保存并返回任务列表").push(section("industries"))
    expect(owner.page.locator("[name=industries-0-name]")).to_have_value("化学")


def section(id: str) -> str:
    return next(each["title"] for each in guides.form()["section"] if each["id"] == id)


def test_a_file_is_attached(person, server, tmp_path):
    paper = tmp_path / "执照.pdf"
    paper.write_bytes(sound.pdf())
    owner = person("owner").open(f"/dossiers/{server.keys['draft']}/")
    owner.push(section("attachments")).write("file-licence-pages", "1")
    owner.choose_file("file-licence-files", paper)
    kept = owner.page.locator("[data-place=licence] [data-upload-files] > li")
    expect(kept).to_have_count(1)
    owner.push("执照.pdf").sees("第 1 页，共 1 页")


def test_a_template_goes_out_and_comes_in(person, server, tmp_path):
    owner = person("owner").open(f"/dossiers/{server.keys['draft']}/")
    owner.push("用 Excel 填报").tab_to("下载模板（带已填内容）")
    with owner.page.expect_download() as caught:
        owner.key("Enter")
    path = tmp_path / "模板.xlsx"
    caught.value.save_as(path)
    book = load_workbook(path)
    cells = book["填报表"]["A"]
    row = next(c.row for c in cells if str(c.value).startswith("已连接工业设备数"))
    book["填报表"].cell(row, 2).value = 321
    book.save(path)
    owner.choose_file("book", path).push("上传并核对").sees("321")
    owner.push("确认导入全部改动").sees("已导入 1 处改动")


def test_it_is_checked_and_handed_in(person, server):
    owner = person("owner").open(f"/dossiers/{server.keys['whole']}/")
    owner.push("核对并提交").tab_to("declared").key("Space")
    owner.push("提交申报书").sees("申报书已提交")


def test_it_is_taken_back(person, server):
    owner = person("owner").open(f"/dossiers/{server.keys['sent']}/")
    owner.push("撤回修改").sees("申报书回到草稿")
    owner.push("确认撤回").sees("核对并提交")


def test_a_correction_is_answered(person, server):
    owner = person("owner").open(f"/dossiers/{server.keys['back']}/")
    owner.push("已连接工业设备数量").write("connected_devices", "77")
    expect(owner.page.locator(SAVED)).to_be_visible()
    owner.push("保存并核对").tab_to("declared").key("Space")
    owner.push("提交申报书").sees("申报书已提交")


def test_a_conflict_is_settled(person, server):
    path = f"/dossiers/{server.keys['draft']}/sections/development/"
    first, second = (person(who).open(path) for who in ("owner", "mate"))
    first.write("platform_developers", "5").push("保存并返回任务列表")
    second.write("platform_developers", "6").push("保存并返回任务列表")
    second.sees("请选择保留哪一方").tab_to("choice-platform_developers").key("Space")
    second.push("按所选内容保存")
    expect(second.page.locator("[name=platform_developers]")).to_have_value("6")


def test_a_colleague_is_invited_and_comes_in(person, server):
    owner = person("owner").push("本单位").push("邀请同事")
    owner.write("name", "示例键盘同事").write("email", "mate2@example.com")
    owner.tab_to("may_submit").key("Space").push("建立邀请").sees("mate2@example.com")
    guest = person().open(server.keys["invited"])
    guest.write("password1", "by-keys-alone").write("password2", "by-keys-alone")
    guest.push("设置密码").sees("密码已设置").write("login", "new@example.com")
    guest.write("password", "by-keys-alone").push("登录").sees("已登录")


def test_a_city_checks_and_recommends(person, server):
    city = person("city").open(f"/city/{server.keys['waiting']}/")
    city.push("填写形式审查")
    for item in guides.checks():
        city.tab_to(item["id"]).key("Space")
    city.push("保存形式审查").sees("形式审查已保存")
    city.open(f"/city/{server.keys['ready']}/").push("推荐")
    city.write("opinion", "同意推荐。").push("确认推荐").sees("市级已推荐")


def test_a_city_returns_one_field(person, server):
    city = person("city").open(f"/city/{server.keys['other']}/").push("退回补正")
    city.write("pick-search", "已连接").tab_to("pick-access--connected_devices")
    city.key("Space").write("note-access--connected_devices", "请核对。")
    city.push("确认退回").sees("等待补正")


def test_a_city_declines(person, server):
    city = person("city").open(f"/city/{server.keys['poor']}/").push("不予推荐")
    city.write("reason", "示例理由。").push("确认不予推荐").sees("不予推荐")


def test_a_stamped_scan_is_handed_in(person, server, tmp_path):
    scan = tmp_path / "盖章件.pdf"
    scan.write_bytes(sound.pdf())
    path = f"/city/recommendations/?round={server.keys['chosen_round']}"
    city = person("city").open(path).choose_file("file", scan)
    city.push("上传盖章件").sees("上传后汇总表没有变动")
