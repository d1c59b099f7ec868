"""Periods away and the blacklist come in with the roster; none is ended by it."""

from datetime import date

import pytest

from portal.filing_book import Spoiled
from portal.models import AuditEntry, User
from scoring.actions import duty
from scoring.facts.roster import plan_of
from scoring.facts.roster_periods import ABSENCES, BLACKLIST, PERIOD_COLUMNS
from scoring.facts.roster_pool import Deed
from scoring.forms.roster import read_roster
from scoring.models import Absence, Blacklisting, Expert
from tests.factories import NOW, make_expert, make_user
from tests.scoring.rosters import NEW, apply, filled, issued, text, upload

pytestmark = pytest.mark.django_db
AWAY = {"starts_on": "2027-03-01", "ends_on": date(2027, 3, 9), "reason": "出国"}


@pytest.fixture
def official() -> User:
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def browser(client, official):
    client.force_login(official)
    return client


def with_periods(*rows: tuple[str, dict[str, object]], new=(), known=()) -> bytes:
    """Each row is a sheet and what its cells hold."""

    def change(book) -> None:
        at = {ABSENCES: 2, BLACKLIST: 2}
        for name, said in rows:
            for id, value in said.items():
                book[name][f"{PERIOD_COLUMNS[id]}{at[name]}"].value = value
            at[name] += 1

    return filled(*new, known=known, change=change)


def test_periods_are_reported_first_and_entered_with_the_rest(browser):
    known = make_expert()
    content = with_periods(
        (ABSENCES, AWAY | {"who": known.code.lower()}),
        (BLACKLIST, AWAY | {"who": "YI@example.com", "ends_on": None}),
        new=[NEW],
    )

    answer = upload(browser, content)

    assert answer.context["report"]["counts"]["periods"] == 2
    assert "2027-03-01 至 2027-03-09" in text(answer)
    assert not Absence.objects.exists()
    assert "登记不可评审时段和黑名单 2 条" in text(apply(browser, answer))
    assert Absence.objects.get().expert == known
    entry = Blacklisting.objects.select_related("expert__user").get()
    assert (entry.expert.user.email, entry.ends_on) == ("yi@example.com", None)
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions)[-3:] == [
        "expert.absence_entered", "expert.blacklisted", "expert.roster_imported",
    ]  # fmt: skip


def test_what_stands_already_comes_back_without_a_change(official):
    expert = make_expert()
    said = {"starts_on": date(2027, 3, 1), "reason": "=1+1", "by": official, "at": NOW}
    duty.enter_absence(expert=expert, ends_on=date(2027, 3, 9), **said)
    duty.blacklist(expert=expert, ends_on=None, **said)
    lifted = duty.blacklist(expert=make_expert(), ends_on=None, **said)
    duty.lift(entry=lifted, reason="示例", by=official, at=NOW)

    read = read_roster(issued(*Expert.objects.all()), "jilin")

    assert read.problems == ()
    plan = plan_of("jilin", read.entries, read.periods)
    assert [line.deed for line in plan.periods] == [Deed.SAME, Deed.SAME]
    assert not plan.writes


REFUSED = {
    "nobody": ({"who": "Z999"}, "who", "没有这位专家"),
    "nobody's address": ({"who": "x@example.com"}, "who", "没有这位专家"),
    "who is missing": ({"who": None}, "who", "没有填写专家编号"),
    "no beginning": ({"starts_on": None}, "starts_on", "没有填写开始日期"),
    "no end": ({"ends_on": None}, "ends_on", "没有填写结束日期"),
    "no reason": ({"reason": None}, "reason", "没有填写事由"),
    "backwards": ({"ends_on": "2027-02-28"}, "ends_on", "不能早于"),
    "no day": ({"starts_on": "三月一日"}, "starts_on", "不是可用的日期"),
    "formula": ({"starts_on": "=TODAY()"}, "starts_on", "公式"),
    "overlaps": ({"starts_on": "2027-01-02", "ends_on": "2027-01-04"}, "starts_on",
                 "重叠"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_row_that_cannot_be_entered_is_named_and_holds_up_all(
    browser, official, name
):
    expert = make_expert(code="Z001")
    duty.enter_absence(
        expert=expert, starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 3),
        reason="住院", by=official, at=NOW,
    )  # fmt: skip
    typed, id, said = REFUSED[name]
    row = AWAY | {"who": "Z001"} | typed
    content = with_periods((ABSENCES, row), new=[NEW])

    answer = upload(browser, content)

    [refusal] = answer.context["refusals"]
    place = (refusal.problem.sheet, refusal.problem.cell)
    assert place == (ABSENCES, f"{PERIOD_COLUMNS[id]}2")
    assert said in refusal.problem.rule
    assert refusal.problem.remedy
    assert refusal.label
    assert not answer.context["token"]
    assert answer.context["report"]["counts"]["refused"] == 1


def test_two_rows_of_one_roster_that_overlap_are_refused(browser):
    row = AWAY | {"who": make_expert().code}
    later = row | {"starts_on": "2027-03-09", "ends_on": "2027-04-01"}
    content = with_periods((ABSENCES, row), (ABSENCES, later), (BLACKLIST, row))

    [refusal] = upload(browser, content).context["refusals"]

    assert refusal.problem.cell == f"{PERIOD_COLUMNS['starts_on']}3"


def test_a_period_entered_meanwhile_makes_the_report_stale(browser, official):
    expert = make_expert()
    answer = upload(browser, with_periods((ABSENCES, AWAY | {"who": expert.code})))
    duty.enter_absence(
        expert=expert, starts_on=date(2027, 3, 5), ends_on=date(2027, 3, 5),
        reason="住院", by=official, at=NOW,
    )  # fmt: skip

    assert apply(browser, answer).status_code == 409
    assert Absence.objects.count() == 1


@pytest.mark.parametrize("name", [ABSENCES, BLACKLIST])
def test_a_sheet_of_periods_that_was_changed_is_refused_by_its_place(name):
    for change in (
        lambda book: book[name].__setitem__("B1", "起"),
        lambda book: book[name].__setitem__("F2", "备注"),
        lambda book: book.remove(book[name]),
    ):
        with pytest.raises(Spoiled) as caught:
            read_roster(filled(change=change), "jilin")
        assert {each.sheet for each in caught.value.problems} == {name}
