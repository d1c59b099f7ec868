"""The library's pages: an enterprise's own, a city's, a province's."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.models import User
from scoring.models import LibraryDecision, LibraryYear, Rectification
from tests.factories import make_user
from tests.files import sound
from tests.scoring.closed_rounds import make_officials
from tests.scoring.libraries import (
    FIGURES,
    accept,
    decide,
    hand_in,
    make_entry,
    make_reserve,
    member_of,
    open_year,
    propose,
    report_of,
    select,
)
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db
Kind = LibraryDecision.Kind
RECORDS = reverse("scoring:library_records")
CHECKS = ("on_time", "figures", "running", "incidents", "honest")


def url(name, *arguments):
    return reverse(f"scoring:library_{name}", args=arguments)


@pytest.fixture
def people():
    return make_officials()


@pytest.fixture
def entry():
    return make_entry(platform="松花平台")


def typed(**more):
    return {**FIGURES, "progress": "示例。", "plans": "示例。", **more}


def test_a_year_is_opened_by_the_page_and_late_ones_are_reminded(client, people, entry):
    client.force_login(people[0])
    year = timezone.localdate().year
    later = timezone.localdate().replace(month=12, day=31).isoformat()

    answer = client.post(url("year_new"), {"year": year, "due_on": "2020-01-01"})
    assert "报送期限不得早于今天" in text_of(answer)
    answer = client.post(url("year_new"), {"year": "1999", "due_on": later})
    assert "报告年度应在" in text_of(answer)
    assert client.post(url("year_new"), {"year": year, "due_on": later}).url == RECORDS
    answer = client.post(url("year_new"), {"year": year, "due_on": later})
    assert "这一年度的报告已经布置" in text_of(answer)

    page = text_of(client.get(RECORDS))
    assert "应报 1 个：待报送 1 个" in page
    opened = LibraryYear.objects.get()
    answer = client.post(url("remind", opened.pk), follow=True)
    assert "已催报 1 个平台" in text_of(answer)
    hand_in(entry)
    assert client.post(url("remind", opened.pk)).status_code == 409
    LibraryYear.objects.update(due_on="2020-01-01")
    assert "逾期" not in text_of(client.get(RECORDS)).partition("应报")[2][:60]


def test_who_is_late_is_found_by_the_filter(client, people, entry):
    other = make_entry(platform="长白平台")
    open_year(people[0])
    LibraryYear.objects.update(due_on="2020-01-01")
    hand_in(other)
    client.force_login(people[0])

    found = {
        asked: re.findall(r"(松花|长白)平台", rows_of(client, report=asked))
        for asked in ("late", "due", "handed_in", "accepted", "reviewed")
    }

    assert {asked: set(names) for asked, names in found.items()} == {
        "late": {"松花"}, "due": {"松花"}, "handed_in": {"长白"},
        "accepted": set(), "reviewed": set(),
    }  # fmt: skip


def rows_of(client, **wanted):
    return text_of(client.get(RECORDS, wanted)).partition("要办的事")[2]


def test_a_report_is_typed_saved_handed_in_and_read(client, people, entry):
    open_year(people[0])
    report = report_of(entry)
    client.force_login(member_of(entry))
    address = url("report_edit", report.pk)

    half = typed(version=1, then="save", plans="", staff="")
    assert client.post(address, half).url == address
    page = client.post(address, typed(version=2, then="hand_in", plans=""))
    assert "请填写后再报送" in text_of(page)
    page = client.post(address, typed(version=2, then="save", staff="四十"))
    assert "人" in text_of(page)
    assert page.status_code == 200
    assert client.post(address, typed(version=1, then="save")).status_code == 409
    done = client.post(address, typed(version=2, then="hand_in"))
    assert done.url == url("report", report.pk)
    page = text_of(client.get(url("report", report.pk)))
    assert "800.5" in page
    assert client.get(address).status_code == 409


def test_a_draft_is_its_enterprise_s_alone(client, people, entry):
    open_year(people[0])
    report = report_of(entry)
    report.figures, report.progress = {"staff": 77}, "还没有写完"
    report.save()

    for who in (people[0], make_user(User.Role.CITY, city="长春市")):
        client.force_login(who)
        page = text_of(client.get(url("report", report.pk)))
        assert "企业还没有报送" in page
        assert "还没有写完" not in page
    client.force_login(member_of(entry))
    assert "还没有写完" in text_of(client.get(url("report", report.pk)))


def test_a_report_is_sent_back_with_a_reason_alone(client, people, entry):
    open_year(people[0])
    report = hand_in(entry)
    client.force_login(people[0])
    address = url("report_answer", report.pk)

    assert "退回修改须写明" in text_of(client.post(address, {"is_accepted": "no"}))
    client.post(address, {"is_accepted": "no", "opinion": "请核对人数。"})

    assert client.post(address, {"is_accepted": "yes"}).status_code == 409
    client.force_login(member_of(entry))
    assert "请核对人数。" in text_of(client.get(url("report_edit", report.pk)))


def test_a_review_asks_each_point_and_another_official_confirms(client, people, entry):
    open_year(people[0])
    report = accept(entry, people[0])
    client.force_login(people[0])
    address = url("decide", entry.pk)
    points = {f"check_{id}": "yes" for id in CHECKS}
    said = {"kind": "passed", "report": report.pk, "reason": "各项符合。"}

    assert "每一项要点都要选" in text_of(client.post(address, said))
    bad = {**said, **points, "check_running": "no"}
    assert "有不符合的要点，不能评为合格" in text_of(client.post(address, bad))
    assert "须选报告年度" in text_of(client.post(address, {**said, "report": ""}))
    bad = {**said, **points, "kind": "rectify", "workdays": ""}
    assert "限期整改须填整改期限" in text_of(client.post(address, bad))
    assert client.post(address, {**said, **points}).url == entry.get_absolute_url()

    decision = LibraryDecision.objects.get()
    assert decision.checklist == dict.fromkeys(CHECKS, True)
    settle = url("settle", decision.pk)
    assert client.get(settle).status_code == 409
    client.force_login(people[1])
    assert "不同意须写明理由" in text_of(client.post(settle, {"is_confirmed": "no"}))
    page = client.post(settle, {"is_confirmed": "yes"}, follow=True)
    assert "2026 年度考核：年度考核合格" in text_of(page)
    assert client.post(settle, {"is_confirmed": "yes"}).status_code == 409


def test_proof_goes_in_with_files_and_comes_back_for_more(client, people, entry):
    decide(entry, Kind.RECTIFY, people, workdays=5)
    work = Rectification.objects.get()
    client.force_login(member_of(entry))
    address = url("proof", work.pk)

    assert "没有填写" in text_of(client.post(address, {"text": ""}))
    bad = SimpleUploadedFile("证明.pdf", b"not a pdf")
    page = client.post(address, {"text": "已改正。", "file_1": bad})
    assert page.status_code == 200
    good = SimpleUploadedFile("证明.pdf", sound.pdf())
    client.post(address, {"text": "已改正。", "file_1": good})
    key = work.files.get().key
    for who in (member_of(entry), people[0]):
        client.force_login(who)
        assert client.get(url("file", key)).getvalue() == sound.pdf()
    back = url("proof_return", work.pk)
    zero = {"workdays": "0", "reason": "请补充。"}
    assert "至少 1 个工作日" in text_of(client.post(back, zero))
    client.post(back, {"workdays": "3", "reason": "请补充。"})
    client.force_login(member_of(entry))
    assert "请补充。" in text_of(client.get(address))


def test_a_city_reads_its_own_and_decides_nothing(client, people, entry):
    decide(entry, Kind.RECTIFY, people, workdays=5)
    for city, status in (("长春市", 200), ("吉林市", 404)):
        client.force_login(make_user(User.Role.CITY, city=city))
        page = client.get(entry.get_absolute_url())
        assert page.status_code == status
        assert ("松花平台" in text_of(client.get(RECORDS))) is (status == 200)
        assert client.get(url("decide", entry.pk)).status_code == 403
    assert people[0].name not in text_of(page)


def test_the_enterprise_reads_reasons_and_no_official_s_name(client, people, entry):
    decide(entry, Kind.RECTIFY, people, workdays=5)
    propose(entry, Kind.REMOVED, people[0])
    client.force_login(member_of(entry))

    page = text_of(client.get(entry.get_absolute_url()))

    assert "限期整改" in page
    assert "示例理由。" in page
    assert "待另一人确认" not in page
    assert people[0].name not in page


def test_final_lists_of_before_are_entered_by_the_page(client, people):
    select(platform="旧平台")
    client.force_login(people[0])
    assert "有 1 个平台还没有入库" in text_of(client.get(RECORDS))

    answer = client.post(url("enter"), follow=True)

    assert "已入库 1 个平台" in text_of(answer)
    assert client.post(url("enter")).status_code == 409


def waits(client, who):
    client.force_login(who)
    return {each.label: each.count for each in client.get("/").context["todos"]}


def test_the_front_page_says_what_waits_for_whom(client, people, entry):
    member, other = member_of(entry), make_entry()
    open_year(people[0])
    assert waits(client, member)["待报送的年度报告"] == 1
    hand_in(entry)
    decide(other, Kind.RECTIFY, people, workdays=5)
    propose(entry, Kind.REMOVED, people[0])

    assert waits(client, people[0]) == {"年度报告待审核": 1}
    assert waits(client, people[1]) == {"年度报告待审核": 1, "库内决定待您确认": 1}
    assert "待报送的年度报告" not in waits(client, member)
    assert waits(client, member_of(other))["待提交的整改材料"] == 1
    stranger = make_user(User.Role.OFFICIAL, province="jiangsu")
    assert waits(client, stranger) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_and_records_cost_the_same_for_one_and_for_three(
    client, django_assert_num_queries, people, rows
):
    entries = [make_reserve() for _ in range(rows)]
    open_year(people[0])
    for each in entries:
        accept(each, people[0])
        decide(each, Kind.RECTIFY, people, workdays=5)
    client.force_login(people[0])

    # session, user, year, tally, not entered, count, rows, reports, rectifications
    with django_assert_num_queries(9):
        client.get(RECORDS)
    # session, user, entry, reports, decisions, rectifications, their files; what is
    # proposed, being put right, unreviewed
    with django_assert_num_queries(10):
        client.get(entries[0].get_absolute_url())
    # session, user, entry, what is proposed, being put right, unreviewed
    with django_assert_num_queries(6):
        client.get(url("decide", entries[0].pk))
    # session, user, report, the dossier's figures, an earlier report
    report = report_of(entries[0])
    with django_assert_num_queries(5):
        client.get(url("report", report.pk))
