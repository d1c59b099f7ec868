"""The pages of an on-site defence, from the rules to the ranking."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from applications.actions import calendar_feeds
from applications.actions.freezing import rules_of
from applications.models import Round
from portal.models import User
from portal.rules import BEIJING
from scoring.models import Defence, DefenceCall, DefenceSheet
from tests.factories import make_round, make_user
from tests.scoring.closed_rounds import make_ranked
from tests.scoring.defended import (
    PLACE,
    called,
    make_defended_round,
    make_official,
    mark_defence,
    seats_of,
    timed,
)
from tests.scoring.pages import text_of, url

pytestmark = pytest.mark.django_db
RULES_TYPED = {
    "has_defence": "yes", "weight": "30", "first": "", "absence": "zero",
    "bring": "演示电脑", "name_1": "平台演示", "points_1": "60", "about_1": "看功能",
    "name_2": "回答提问", "points_2": "40", "about_2": "",
}  # fmt: skip


@pytest.fixture
def official():
    return make_official()


@pytest.fixture
def blind(official):
    """Two judged blind; the first is called alone, and on its day."""
    round = make_defended_round(is_blind=True, more={"first": 1})
    first, second = (
        make_ranked(round, n, share, share) for n, share in (("A", "0.9"), ("B", "0.8"))
    )
    return round, first, second


def typed(at, **fields):
    local = at.astimezone(BEIJING)
    usual = {
        "day": f"{local:%Y-%m-%d}", "begins": f"{local:%H:%M}", "minutes": "20",
        "rest": "", "per_day": "10", "place": PLACE, "order": "number",
    }  # fmt: skip
    return {**usual, **fields}


def later():
    return timezone.now() + timedelta(days=2)


def test_the_rules_are_typed_shown_and_frozen_with_the_round(client, official):
    round = make_round(status=Round.Status.DRAFT, digest="", frozen_at=None)
    client.force_login(official)
    at = reverse("applications:round_defence", args=[round.pk])
    assert "defence" not in rules_of(round)

    client.post(at, RULES_TYPED)

    round.refresh_from_db()
    assert rules_of(round)["defence"]["weight"] == "30"
    shown = text_of(client.get(round.get_absolute_url()))
    assert "综合得分 = 材料评审得分 × 70% + 答辩得分 × 30%" in shown
    assert "平台演示（60 分）：看功能；回答提问（40 分）" in shown
    again = client.get(at).context["form"]
    assert again["weight"].value() == "30"
    assert again["name_2"].value() == "回答提问"

    client.post(at, {"has_defence": "no"})

    round.refresh_from_db()
    assert "defence" not in rules_of(round)


def test_rows_are_added_one_by_one_up_to_eight_and_nothing_typed_is_lost(
    client, official
):
    round = make_round(status=Round.Status.DRAFT, digest="", frozen_at=None)
    client.force_login(official)
    at = reverse("applications:round_defence", args=[round.pk])
    assert list(client.get(at).context["form"].numbers) == [1, 2, 3]
    half = {**RULES_TYPED, "points_2": "3x", "name_3": "", "more": "1"}

    page = client.post(at, half)

    form = page.context["form"]
    assert list(form.numbers) == [1, 2, 3, 4]
    assert (form["points_2"].value(), form.errors) == ("3x", {})
    assert form["has_defence"].value() == "yes"
    assert 'formaction="#item-5"' in page.content.decode()
    round.refresh_from_db()
    assert round.defence == {}

    full = client.post(at, {**half, "name_7": "示例"})

    assert list(full.context["form"].numbers) == list(range(1, 9))
    assert "增加一项" not in text_of(full)
    client.post(at, RULES_TYPED)
    assert list(client.get(at).context["form"].numbers) == [1, 2, 3]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"weight": "33"}, "5 的整数倍"),
        ({"weight": ""}, "没有填写百分数"),
        ({"points_2": "39"}, "合计应为 100，现为 99"),
        ({"points_2": ""}, "没有填写分值"),
        ({"name_2": ""}, "没有填写名称"),
        ({"name_2": "平台演示"}, "重复"),
        ({"absence": ""}, "缺席答辩如何处理"),
        ({"first": "0"}, "1 至 999"),
    ],
)
def test_rules_that_do_not_hold_are_refused_with_the_remedy(
    client, official, typed, said
):
    round = make_round(status=Round.Status.DRAFT, digest="", frozen_at=None)
    client.force_login(official)

    answer = client.post(
        reverse("applications:round_defence", args=[round.pk]), {**RULES_TYPED, **typed}
    )

    assert said in text_of(answer)
    round.refresh_from_db()
    assert round.defence == {}


def test_who_is_called_is_named_first_and_a_blind_round_says_what_opens(
    client, official, blind
):
    round, first, second = blind
    client.force_login(official)

    asked = client.get(url("defence_call", round))

    said = text_of(asked)
    assert first.enterprise.name in said
    assert second.enterprise.name not in said
    assert "不再匿名" in said
    answer = client.post(url("defence_call", round), {"n": ["A"]})
    assert answer["Location"] == url("defence_timetable", round)
    assert Defence.objects.get().dossier == first


def test_experts_of_a_blind_round_see_a_name_when_it_is_called_and_no_other(
    client, official, blind
):
    round, first, second = blind
    seats = {each.pk: seats_of(each)[0] for each in (first, second)}
    expert = seats[first.pk].expert
    other = seats[second.pk]
    other.expert = expert
    other.save()
    client.force_login(expert.user)
    tasks, defend = reverse("scoring:tasks"), "scoring:defend"
    address = reverse(defend, args=[seats[first.pk].key])
    assert client.get(address).status_code == 404
    assert first.enterprise.name not in client.get(tasks).text

    called(round, official)

    assert first.enterprise.name in client.get(tasks).text
    assert first.enterprise.name in client.get(address).text
    assert second.enterprise.name not in client.get(tasks).text
    assert client.get(reverse(defend, args=[other.key])).status_code == 404
    veiled = client.get(seats[first.pk].get_absolute_url()).text
    assert first.enterprise.name not in veiled


def test_a_timetable_is_looked_at_before_it_is_set(client, official, blind):
    round, first, _ = blind
    called(round, official)
    client.force_login(official)
    start = later()
    at = url("defence_timetable", round)

    preview = client.post(at, typed(start))
    assert first.enterprise.name in text_of(preview)
    assert Defence.objects.get().starts_at is None
    client.post(at, typed(start, confirmed="1"))

    found = Defence.objects.get()
    assert found.starts_at == start.replace(second=0, microsecond=0)
    assert (found.minutes, found.place) == (20, PLACE)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day": "2020-01-01"}, "应晚于现在"),
        ({"minutes": "0"}, "至少 1 分钟"),
        ({"per_day": "0"}, "至少安排 1 家"),
        ({"minutes": "240", "per_day": "7"}, "当天排不下"),
        ({"place": ""}, "没有填写地点"),
        ({"order": ""}, "没有选择"),
    ],
)
def test_a_timetable_that_cannot_be_is_refused_with_the_remedy(
    client, official, blind, changed, said
):
    called(blind[0], official)
    client.force_login(official)

    answer = client.post(
        url("defence_timetable", blind[0]), {**typed(later()), **changed}
    )

    assert said in text_of(answer)


def test_an_enterprise_sees_its_slot_on_its_page_and_in_its_calendar(
    client, official, blind
):
    round, first, second = blind
    call = called(round, official)
    timed(call, official, later())
    member = first.started_by
    client.force_login(member)

    shown = text_of(client.get(first.get_absolute_url()))

    [defence] = call.defences.all()
    local = defence.starts_at.astimezone(BEIJING)
    assert f"{local.month}月{local.day}日（星期" in shown
    assert "09:00（北京时间） ，20 分钟" in shown
    assert PLACE in shown
    assert "演示电脑（示例）" in shown
    feed = calendar_feeds.make(by=member, at=timezone.now())
    token = calendar_feeds.token_of(feed)
    events = client.get(reverse("scoring:calendar_feed", args=[token])).text
    assert "现场答辩：A" in events.replace("\r\n ", "")
    client.force_login(second.started_by)
    assert "现场答辩" not in text_of(client.get(second.get_absolute_url()))


def test_an_expert_marks_looks_it_over_and_hands_in(client, official, blind):
    round, first, _ = blind
    call = called(round, official)
    timed(call, official, timezone.now())
    seat, colleague = seats_of(first)
    client.force_login(seat.expert.user)
    sheet = reverse("scoring:defend", args=[seat.key])
    save = reverse("scoring:defend_save", args=[seat.key])
    check = reverse("scoring:defend_check", args=[seat.key])

    kept = client.post(
        save, {"version": "1", "changed": ["points-1"], "points-1": "55"}
    )
    assert kept.json()["version"] == 2
    assert 'value="55' in client.get(sheet).text
    refused = client.post(sheet, {"version": "2", "points-2": "33.33"})
    assert "0.1 的整数倍" in refused.text
    short = client.post(check, {"version": "2"})
    assert short.status_code == 409
    assert "回答提问：没有打分" in text_of(short)
    typed = {"points-2": "33", "comment-1": "属实（示例）", "comment-2": "清楚（示例）"}
    client.post(sheet, {"version": "2", "then": "check", **typed})
    client.post(check, {"version": "3"})

    handed = DefenceSheet.objects.get(assignment=seat)
    assert (handed.state, handed.total) == ("handed_in", 8800)
    assert colleague.expert.user.name not in client.get(sheet).text
    client.force_login(colleague.expert.user)
    theirs = reverse("scoring:defend", args=[colleague.key])
    assert 'value="55' not in client.get(theirs).text
    reason = {"reason": "曾任其顾问（示例）"}
    client.post(reverse("scoring:defend_recuse", args=[colleague.key]), reason)
    assert "已就这份申报的答辩回避" in text_of(client.get(theirs))


def test_the_end_gives_the_final_ranking_and_both_parts_are_printed(
    client, official, blind
):
    round, first, second = blind
    call = called(round, official)
    timed(call, official, timezone.now())
    client.force_login(official)
    ranking = url("ranking", round)
    assert "这一类型的答辩还没有结束" in text_of(client.get(ranking))
    overview = reverse("scoring:rankings", args=[round.pk])
    assert "待答辩" in text_of(client.get(overview))
    stopped = client.get(url("draw_up", round), {"cut": "quota", "quota": "1"})
    assert stopped.status_code == 409
    assert client.get(url("defence_end", round)).status_code == 409
    mark_defence(seats_of(first)[0], ("50", "30"), timezone.now())
    assert client.post(url("defence_end", round)).status_code == 200
    assert not DefenceCall.objects.filter(ended_at__isnull=False).exists()

    client.post(url("defence_end", round), {"reason": "一位专家请假（示例）"})

    shown = text_of(client.get(ranking))
    assert "综合得分 材料评审 答辩" in shown
    assert "待答辩" not in text_of(client.get(overview))
    assert "未参加现场答辩，材料评审得分" in shown
    assert "80.00" in shown
    book = load_workbook(BytesIO(client.get(url("ranking_export", round)).content))
    cells = [str(c.value) for row in book["排名"].iter_rows() for c in row]
    assert {"综合得分", "材料评审得分", "答辩得分", "未参加现场答辩"} <= set(cells)
    rules = [str(c.value) for row in book["规则"].iter_rows() for c in row]
    assert any("答辩得分 × 30%" in each for each in rules)
    assert "只分析材料评审" in text_of(client.get(url("analysis", round)))
    assert second.number in shown


def test_absence_is_written_down_and_taken_back_with_reasons(client, official, blind):
    round, first, _ = blind
    timed(called(round, official), official, timezone.now())
    defence = Defence.objects.get()
    client.force_login(official)
    at = reverse("scoring:defence_miss", args=[defence.key])
    assert "答辩得分按 0 分计" in text_of(client.get(at))
    client.post(at, {"reason": "未到场（示例）"})
    defence.refresh_from_db()
    assert defence.is_absent

    client.force_login(first.started_by)
    own = text_of(client.get(first.get_absolute_url()))
    assert "已记缺席：" in own
    client.force_login(official)
    client.post(at, {"reason": "迟到十分钟（示例）"})

    defence.refresh_from_db()
    assert not defence.is_absent


def test_the_timetable_is_printed_without_any_expert(client, official, blind):
    round, first, _ = blind
    timed(called(round, official), official, later(), is_by_lot=True)
    client.force_login(official)

    answer = client.get(url("defence_workbook", round))

    page = load_workbook(BytesIO(answer.content)).active
    cells = [str(c.value) for row in page.iter_rows() for c in row]
    assert first.enterprise.name in cells
    assert any(DefenceCall.objects.get().seed in each for each in cells)
    for seat in seats_of(first):
        assert seat.expert.user.name not in cells
        assert seat.expert.code not in cells


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_much_for_one_as_for_three(
    client, official, count, django_assert_num_queries
):
    round = make_defended_round()
    for n in range(count):
        make_ranked(round, f"A-{n}", "0.9", "0.8")
    seat = seats_of(round.dossiers.first())[0]
    for dossier in round.dossiers.all()[1:]:
        mine = seats_of(dossier)[0]
        mine.expert = seat.expert
        mine.save()
    timed(called(round, official), official, timezone.now())
    client.force_login(official)
    with django_assert_num_queries(9):  # session, user, round, 5 of kinds, doubled
        client.get(reverse("scoring:defences", args=[round.pk]))
    client.force_login(seat.expert.user)
    with django_assert_num_queries(6):  # session, user, seats, rounds, two sections
        client.get(reverse("scoring:tasks"))


def test_another_province_knows_nothing_of_it(client, blind, official):
    called(blind[0], official)
    client.force_login(make_user(User.Role.OFFICIAL, province="jiangsu"))

    assert client.get(url("defence_call", blind[0])).status_code == 404
    key = Defence.objects.get().key
    assert client.get(reverse("scoring:defence_move", args=[key])).status_code == 404
