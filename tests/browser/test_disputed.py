"""A figure objected to: opened, put right by its enterprise, credited, marked again,
and the list corrected; each by whoever does it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import is_fit
from tests.browser.portal_server import PortalServer
from tests.browser.test_objection import at, follow, press, sees

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
from datetime import timedelta
from django.utils import timezone
from portal import workcalendar
from portal.models import User
from scoring.models import Assignment
from tests.scoring.disputed import first_of, make_disputed
today = workcalendar.today()
shortlist, officials = make_disputed(timezone.now() - timedelta(hours=1), today,
    workcalendar.add_workdays(today, 5))
for n, each in enumerate(officials, start=1):
    User.objects.filter(pk=each.pk).update(email=f"official{n}@example.com")
dossier = first_of(shortlist)
seat = Assignment.objects.get(dossier=dossier)
User.objects.filter(pk=seat.expert.user_id).update(email="expert@example.com")
other = shortlist.entries.get(place=2).dossier
for name, value in (("round", shortlist.round_id), ("kind", shortlist.kind),
    ("dossier", dossier.key), ("number", dossier.number), ("seat", seat.key),
    ("other", other.number)):
    print(f"KEY {name} {value}")
"""
NOTE = "现场核查只有 60 台设备联网（示例）。"


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def test_a_figure_is_put_right_and_the_list_follows(browser: Browser, server):
    keys = server.keys
    public = at(browser, server, f"/publicity/{keys['round']}/")
    follow(public, "在线提出异议")
    option = public.locator("[name=target] option", has_text=keys["number"])
    public.locator("[name=target]").select_option(option.get_attribute("value"))
    public.fill("[name=name]", "示例举报有限公司")
    public.fill("[name=contact]", "0431-00000000")
    public.fill("[name=text]", "设备数不实（示例）。")
    is_fit(public)
    press(public, "提交异议")
    is_fit(public)

    official = at(browser, server, "/manage/objections/", "official1")
    follow(official, "-Y001")
    official.get_by_label("异议成立").check()
    official.fill("[name=reason]", "经现场核查属实（示例）。")
    press(official, "答复异议")
    official.locator("summary", has_text="设备与数据接入").click()
    official.get_by_label("已连接工业设备数量").check()
    official.fill("[name=note]", NOTE)
    official.fill("[name=workdays]", "3")
    is_fit(official)
    press(official, "打开所选的事项")
    sees(official, "企业更正中，期限")
    objection = official.url
    is_fit(official)

    firm = at(browser, server, f"/dossiers/{keys['dossier']}/", "firm1000")
    sees(firm, NOTE, "需修改 1 处")
    is_fit(firm)
    follow(firm, "已连接工业设备数量")
    firm.locator("[name=connected_devices]").fill("60")
    sees(firm, "已自动保存")
    is_fit(firm)
    firm.goto(f"/dossiers/{keys['dossier']}/check/")
    is_fit(firm)
    firm.locator("[name=declared]").check()
    press(firm, "提交申报书")
    is_fit(firm)

    official.goto(objection)
    sees(official, "企业已提交更正，请核对")
    follow(official, "核对更正")
    sees(official, "1,000 台 → 60 台")
    official.get_by_label("采信更正后的内容").check()
    official.fill("[name=reason]", "与现场核查一致（示例）。")
    is_fit(official)
    press(official, "确认认定")
    sees(official, "已办结", "还有 1 项重新打开的事项没有办结")
    is_fit(official)

    expert = at(browser, server, f"/scoring/{keys['seat']}/recheck/", "expert")
    sees(expert, NOTE, "1,000 台", "60 台")
    is_fit(expert)
    expert.locator("[name^=answer-][value=band]").check()
    press(expert, "重新提交评分")

    official.goto(objection)
    follow(official, "重新排名并对照")
    sees(official, f"进入名单 1 家：{keys['other']}")
    is_fit(official)
    official.fill("[name=reason]", "更正一处申报内容（示例）。")
    press(official, "作废原名单，冻结新名单")
    sees(official, "原名单已作废")
    expect(public.locator("body")).not_to_contain_text("60 台")
    public.goto(f"/publicity/{keys['round']}/")
    sees(public, "正在重新审定", "申报内容（设备与数据接入：已连接工业设备数量）")
    is_fit(public)
