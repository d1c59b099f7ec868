"""An objection filed, upheld, a mark looked at again, the list corrected in public."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import is_fit, log_in_as
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
from datetime import timedelta
from django.utils import timezone
from portal import workcalendar
from portal.models import User
from scoring.actions import letters, noticing, printing, shortlists
from tests.factories import make_user
from tests.scoring.closed_rounds import KIND, make_closed_round, make_ranked
from scoring.models import Assignment, Letter
now = timezone.now()
officials = [make_user(User.Role.OFFICIAL, name=f"示例{n}处长",
    email=f"official{i}@example.com") for i, n in enumerate("王李张", start=1)]
round = make_closed_round("经办", "处", "厅", is_blind=True)
for number, share in (("A-01", "0.9"), ("A-02", "0.8"), ("A-03", "0.79")):
    dossier = make_ranked(round, number, share, share)
drawn = shortlists.draw_up(round=round, kind=KIND, quota=2, minimum=None,
    by=officials[0], at=now)
for each in officials[1:]:
    shortlists.approve(shortlist=drawn, by=each, at=now)
today = workcalendar.today()
noticing.publish(shortlist=drawn, since=today, by=officials[0], at=now,
    until=workcalendar.add_workdays(today, 5))
written = letters.write_letters(round=round, kinds=["result"], by=officials[0], at=now)
for each in written.letters:
    printing.print_letter(letter_id=each.pk, at=now)
letters.issue_letters(round=round, by=officials[0], at=now)
seat = Assignment.objects.filter(dossier__number="A-02").order_by("pk").first()
User.objects.filter(pk=seat.expert.user_id).update(email="expert@example.com")
firm = seat.dossier.enterprise.memberships.first().user
User.objects.filter(pk=firm.pk).update(email="firm@example.com")
letter = Letter.objects.get(dossier=seat.dossier)
print(f"KEY round {round.pk}")
print(f"KEY seat {seat.key}")
print(f"KEY expert {seat.expert.code}")
print(f"KEY dossier {seat.dossier.key}")
print(f"KEY letter {letter.number}")
"""
LEAF = "4.1.5"
NOTE = "案例没有验收材料（示例），示例A-02有限公司未能补充。"
SHOWN = "案例没有验收材料（示例），〔已隐去〕未能补充。"


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def at(browser: Browser, server: PortalServer, path: str, who: str = "") -> Page:
    page = browser.new_context(base_url=server.url, locale="zh-CN").new_page()
    page.set_default_timeout(20_000)
    if who:
        log_in_as(page, f"{who}@example.com")
    page.goto(path)
    return page


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


def follow(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=words).first.click()


def sees(page: Page, *texts: str) -> None:
    for text in texts:
        expect(page.locator("main")).to_contain_text(text)


def filed(browser: Browser, server: PortalServer) -> str:
    """By somebody without an account; its number."""
    public = at(browser, server, f"/publicity/{server.keys['round']}/")
    follow(public, "在线提出异议")
    public.locator("[name=target]").select_option(index=2)
    public.fill("[name=name]", "示例举报有限公司")
    public.fill("[name=contact]", "0431-00000000")
    public.fill("[name=text]", "A-02 的案例没有验收（示例）。")
    press(public, "提交异议")
    sees(public, "异议已收到")
    found = re.search(r"\S+-Y001", public.locator("main").inner_text())
    assert found
    return found[0]


def test_an_upheld_objection_ends_in_a_corrected_list_and_new_letters(browser, server):
    keys = server.keys
    ranking = f"/manage/rounds/{keys['round']}/ranking/industry/"
    number = filed(browser, server)

    official = at(browser, server, "/manage/objections/", "official1")
    is_fit(official)
    follow(official, number)
    official.locator("[name=handler]").select_option(label="示例王处长")
    press(official, "交由承办")
    sees(official, "已交示例王处长承办")
    official.get_by_label("异议成立").check()
    official.fill("[name=reason]", "经核查，案例没有验收材料（示例）。")
    press(official, "答复异议")

    sees(official, "打开有误的事项", "A-02")
    official.locator("summary", has_text=keys["expert"]).click()
    official.locator(f"input[name^=marks-][value='{LEAF}']").first.check()
    official.fill("[name=note]", NOTE)
    is_fit(official)
    press(official, "打开所选的事项")
    sees(official, "已重新打开 1 项", "还有 1 项重新打开的事项没有办结")
    is_fit(official)

    expert = at(browser, server, "/scoring/", "expert")
    sees(expert, "异议成立，待复核 1 项")
    expert.goto(f"/scoring/{keys['seat']}/")
    follow(expert, "复核这些指标")
    sees(expert, SHOWN)
    expect(expert.locator("body")).not_to_contain_text("示例A-02有限公司")
    is_fit(expert)
    expert.get_by_label("改为其他得分").check()
    expert.locator("[name^=points-]").fill("0")
    expert.locator("[name^=reason-]").fill("案例证据不足（示例）。")
    press(expert, "重新提交评分")
    sees(expert, "已复核 1 项")

    official.reload()
    sees(official, "已办结")
    follow(official, "重新排名并对照")
    sees(official, "进入名单 1 家：A-03", "退出名单 1 家：A-02", number)
    is_fit(official)
    official.fill("[name=reason]", "经核查异议成立，更正一项评分（示例）。")
    press(official, "作废原名单，冻结新名单")
    sees(official, "原名单已作废", "作废的名单")
    is_fit(official)

    public = at(browser, server, f"/publicity/{keys['round']}/")
    sees(public, "正在重新审定", "更正一项评分（示例）", f"异议 {number} 成立")
    is_fit(public)

    for who in ("official2", "official3"):
        signer = at(browser, server, f"{ranking}approve/", who)
        press(signer, "确认复核")
    official.goto(f"{ranking}publish/")
    official.fill("[name=contact]", "0431-00000000（示例）")
    press(official, "确认公示")
    public.reload()
    sees(public, "更正公示", "进入名单：A-03 示例A-03有限公司", "退出名单：A-02")
    is_fit(public)
    follow_void = official.locator("main a[href*='/manage/lists/']").first
    with official.expect_navigation():
        follow_void.click()
    sees(official, "已作废", "与下一份名单对照", "退出名单 1 家：A-02")
    is_fit(official)

    official.goto(f"/manage/rounds/{keys['round']}/letters/")
    press(official, "批量生成并打包")
    expect(official.locator("main")).to_contain_text("已完成", timeout=90_000)
    official.goto(f"/manage/rounds/{keys['round']}/letters/issue/")
    press(official, "确认发出")

    public.goto("/letters/check/")
    public.fill("[name=number]", keys["letter"])
    public.fill("[name=dossier]", "A-02")
    press(public, "核验")
    sees(public, "已作废", "更正一项评分（示例）")
    replaced = public.locator("dt", has_text="代替的文书").locator("xpath=../dd")
    expect(replaced).to_contain_text("评结")
    is_fit(public)

    firm = at(browser, server, f"/dossiers/{keys['dossier']}/", "firm")
    sees(firm, keys["letter"], "已作废")
    firm.goto("/me/notifications/")
    sees(firm, "因异议成立正在复核", "名单正在更正")
