"""From registration to letter, as seven people walk it, against server and worker."""

import io
import re
import zipfile
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from portal import guides
from portal.guides import vetoes
from portal.rules.codes import body_check, check
from scoring.demo.filling import document_for
from tests.browser.person import Person
from tests.browser.portal_server import PortalServer

pytestmark = pytest.mark.browser

NAME = "示例精铸工业互联网珺有限公司"
EMAIL = "clerk@example.com"
PASSWORD = "a-clerk-once-a-year"
TITLE = "2026年江苏省工业互联网平台遴选（全程示例）"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + (
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture(scope="module")
def server():
    started = PortalServer(demo=("--only", "jiangsu")).start()
    yield started
    started.stop()


def beijing(ahead: timedelta) -> tuple[str, str]:
    at = datetime.now(ZoneInfo("Asia/Shanghai")) + ahead
    return f"{at:%Y-%m-%d}", f"{at:%H:%M}"


def credit_code() -> str:
    first = "91320100MA7" + "00001"
    first += body_check(first[8:])
    return first + check(first)


def test_the_whole_journey(browser, server, tmp_path):
    round_path = open_a_round(browser, server)
    number = file_a_dossier(browser, server, tmp_path)
    recommend(browser, server, number)
    accept_and_assign(browser, server, number, round_path)
    for expert in seated(server, number):
        score(browser, server, expert, number)
    select_and_publish(browser, server, round_path)
    read_the_letters(browser, server, round_path)


def open_a_round(browser, server) -> str:
    official = Person(browser, server, "official1.jiangsu")
    opens, closes = beijing(timedelta(minutes=-1)), beijing(timedelta(hours=2))
    official.open("/manage/rounds/new/")
    official.fill(
        title=TITLE, year="2026", kinds="enterprise", quota_enterprise="1",
        opens_on=opens[0], opens_clock=opens[1],
        closes_on=closes[0], closes_clock=closes[1],
        panel_size="3", method="mean",
    )  # fmt: skip
    table = official.page.locator("[name=table] option", has_text="37 项")
    official.put("table", table.get_attribute("value"))
    official.press("保存").sees(TITLE)
    path = re.sub(r"^https?://[^/]+", "", official.page.url)
    official.follow("开放").press("确认").sees("申报与推荐")
    official.leave()
    return path


def file_a_dossier(browser, server, tmp_path) -> str:
    clerk = Person(browser, server).open("/accounts/signup/")
    clerk.fill(
        name="示例填报人", email=EMAIL, password1=PASSWORD, password2=PASSWORD,
        enterprise=NAME, credit_code=credit_code(), address="示例路1号",
    )  # fmt: skip
    clerk.page.locator("[name=city]").select_option(label="南京市")
    clerk.press("注册")
    clerk.open("/dossiers/").sees(TITLE)
    clerk.page.locator("main a", has_text="开始申报").filter(has_text=TITLE).click()
    clerk.put("kind", "enterprise")
    clerk.press("开始申报").sees("填报任务")
    fill_every_section(clerk, tmp_path)
    clerk.sees("符合").put("declared", "yes")
    clerk.press("提交申报书").sees("申报编号")
    found = re.search(r"JS2026-\d+-E\d{3}", clerk.page.inner_text("main"))
    assert found
    clerk.leave()
    return found.group()


def fill_every_section(clerk: Person, tmp_path) -> None:
    paper = tmp_path / "佐证.pdf"
    paper.write_bytes(PDF)
    answers = answers_for()
    with clerk.page.expect_navigation():
        clerk.page.locator("main .p-task a").first.click()
    for _ in range(20):
        fill_a_section(clerk, answers, paper)
        last = clerk.page.locator("main button[name=then][value=check]")
        if last.count():
            last.click()
            return
        with clerk.page.expect_navigation():
            clerk.page.locator("main button[name=then][value=next]").click()
    raise AssertionError("the sections never end")


def fill_a_section(clerk: Person, answers: dict[str, str], paper) -> None:
    names = clerk.names()
    if "industries-0-name" in names:
        clerk.put("industries-0-name", "34 通用设备制造业")
    if "domains-0-name" in names:
        clerk.put("domains-0-name", "生产制造")
    for name in names:
        if name in answers:
            clerk.put(name, answers[name])
        elif name.endswith("-statement"):
            clerk.put(name, "已建成，见佐证材料。")
    for attachment in required_attachments():
        if f"file-{attachment}-files" in names:
            clerk.upload(f"file-{attachment}-files", paper)


def answers_for() -> dict[str, str]:
    """What a platform that meets every clause answers, by the name of the control."""
    identity = {
        "name": NAME, "person": "示例法人", "email": EMAIL, "platform": "示例精铸平台",
    }  # fmt: skip
    guide = guides.load("jiangsu")
    document = document_for(guide, "enterprise", Random(7), identity)
    jilin = guides.load("jilin")
    assert jilin.table is not None
    extra = {each.metric: "12" for each in jilin.table.indicators if each.metric}
    extra["security_self_grade"] = "3"
    abilities = dict.fromkeys((*guide.capabilities, *jilin.capabilities), "yes")
    figures = {key: str(value) for key, value in document["metrics"].items()}
    return extra | abilities | figures | document["profile"]


def required_attachments() -> list[str]:
    [section] = [s for s in guides.form()["section"] if s["id"] == "attachments"]
    return [
        each["id"]
        for each in section["attachment"]
        if each.get("required") or each.get("required_when")
    ]


def recommend(browser, server, number: str) -> None:
    city = Person(browser, server, "city1.jiangsu").open("/city/")
    city.follow(number).go("/checks/")
    for item in guides.checks():
        city.put(item["id"], "yes")
    city.press("保存形式审查").sees("形式审查已保存")
    city.go("/vetoes/")
    for item in vetoes.items():
        city.put(item.id, "yes")
    city.press("保存核查").sees("一票否决事项的核查已保存")
    city.go("/recommend/").sees(NAME)
    city.fill(order="1", opinion="材料齐全，数据真实，同意推荐。")
    city.press("确认推荐").sees("市级已推荐")
    city.leave()


def accept_and_assign(browser, server, number: str, round_path: str) -> None:
    official = Person(browser, server, "official1.jiangsu")
    official.open(f"/manage/dossiers/?q={number}")
    official.follow(number, exact=True)
    official.go("/accept/").press("确认受理")
    pass_the_deadline(server, number)
    official.open(f"{round_path}panels/").sees(number)
    official.go("/preview/").press("确认应用").sees("已分派 3 个席位")
    official.open(f"{round_path}panels/").go("/start-scoring/")
    official.press("开始评审").sees("评审")
    official.leave()


def pass_the_deadline(server, number: str) -> None:
    """The filing time runs out: the one thing that nobody can do in a browser."""
    server.manage(
        "shell", "-v", "0", "-c",
        "from django.utils import timezone; from applications.models import *;"
        f"d = Dossier.objects.get(number='{number}');"
        "Round.objects.filter(pk=d.round_id).update(closes_at=timezone.now())",
    )  # fmt: skip


def seated(server, number: str) -> list[str]:
    printed = server.manage(
        "shell", "-v", "0", "-c",
        "from scoring.models import *;"
        f"print(*Assignment.objects.filter(dossier__number='{number}')"
        ".values_list('expert__user__email', flat=True))",
    )  # fmt: skip
    experts = [each.partition("@")[0] for each in printed.split() if "@" in each]
    assert len(experts) == 3
    return experts


def score(browser, server, who: str, number: str) -> None:
    expert = Person(browser, server, who).open("/scoring/").follow(number)
    expert.put("answer", "none")
    expert.press("确认声明").sees("经营能力")
    marks = expert.page.locator("main [name^='points-']")
    assert marks.count() == 37
    for index in range(37):
        marks.nth(index).fill("0.8")
    expert.press("核对并提交").sees("29.6")
    expert.press("提交评分")
    expert.open("/scoring/").sees("已提交")
    expert.leave()


CONTACT = "省厅示例处，电话 025-00000000"


def select_and_publish(browser, server, round_path: str) -> None:
    first = Person(browser, server, "official1.jiangsu")
    first.open(f"{round_path}panels/").go("/close-scoring/").press("结束评审")
    first.open(f"{round_path}ranking/enterprise/").sees("29.60")
    first.go("/freeze/").sees(NAME).press("确认冻结")
    for name in ("official2", "official3"):
        other = Person(browser, server, f"{name}.jiangsu")
        other.open(f"{round_path}ranking/enterprise/").follow("复核").press("确认复核")
        other.leave()
    first.open(f"{round_path}ranking/enterprise/").follow("公示")
    first.fill(contact=CONTACT).press("确认公示")
    first.leave()
    public = Person(browser, server).open("/publicity/").follow(TITLE).sees(NAME)
    public.sees(CONTACT).leave()


def read_the_letters(browser, server, round_path: str) -> None:
    official = Person(browser, server, "official1.jiangsu")
    official.open(f"{round_path}letters/").press("批量生成并打包").sees("已完成")
    with official.page.expect_download() as started:
        official.page.locator("main a", has_text="下载结果文件").click()
    archive = zipfile.ZipFile(io.BytesIO(started.value.path().read_bytes()))
    texts = [text_of(archive.read(name)) for name in archive.namelist()]
    assert len(texts) == 2
    assert all(NAME in text and "29.60" in text for text in texts)
    official.open(f"{round_path}letters/").go("/issue/").press("发出")
    official.leave()
    clerk = Person(browser, server).open("/accounts/login/")
    clerk.fill(login=EMAIL, password=PASSWORD).press("登录")
    clerk.open("/dossiers/").follow("示例精铸平台").sees("评审意见书").sees(
        "结果通知书"
    )
    clerk.leave()


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return re.sub(r"\s", "", "".join(pages))
