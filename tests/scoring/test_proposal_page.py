"""What the preview says beside the seats; caps; one expert's page of a round."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from applications.models import Dossier, Round
from portal.models import AuditEntry, User
from scoring.actions import caps, panels, proposing
from scoring.models import Assignment, Conflict, LoadCap
from scoring.proposal_pages import MOST_BARS, Load, histogram
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_expert,
    make_round,
    make_user,
)
from tests.scoring.draws import make_draw_row

loads = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=30)


@given(loads)
def test_every_expert_stands_in_one_bar_before_and_in_one_after(said):
    bars = histogram([Load(None, before, after, None) for before, after in said])

    assert len(bars) <= MOST_BARS
    assert (
        sum(bar.before for bar in bars) == sum(bar.after for bar in bars) == len(said)
    )
    for bar in bars:
        assert bar.after == sum(bar.least <= after <= bar.most for _, after in said)
        assert bar.before == sum(bar.least <= before <= bar.most for before, _ in said)


@pytest.fixture
def round() -> Round:
    return make_round(panel_size=2, status=Round.Status.SCORING)


@pytest.fixture
def official() -> User:
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def browser(client, official):
    client.force_login(official)
    return client


def accepted(round: Round, **fields) -> Dossier:
    return make_dossier(round=round, status=Dossier.Status.ACCEPTED, **fields)


def url(name: str, *args: int) -> str:
    return reverse(f"scoring:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


@pytest.mark.django_db
def test_of_full_panels_apart_the_preview_asks_for_nobody_more(browser, round):
    for _ in range(2):
        full = accepted(round)
        for _ in range(2):
            make_assignment(dossier=full)

    page = text(browser.get(url("panels_preview", round.pk)))

    assert "4 位专家分成 2 组" in page
    assert "专家组已经排满，或由随机抽取产生" in page
    assert "请补充" not in page


@pytest.mark.django_db
def test_the_preview_says_who_can_be_compared_and_why_others_cannot(browser, round):
    for kind in ("industry", "regional"):
        accepted(round, kind=kind)
    for _ in range(2):
        make_expert()

    page = text(browser.get(url("panels_preview", round.pk)))
    assert page.count("由共同评审的申报连成一组") == 2

    Dossier.objects.filter(kind="regional").update(status=Dossier.Status.REJECTED)
    Round.objects.update(panel_size=1)
    accepted(round)
    page = text(browser.get(url("panels_preview", round.pk)))
    assert "2 位专家分成 2 组" in page
    assert "每份申报至少 2 名专家才能比较宽严" in page


@pytest.mark.django_db
def test_a_cap_is_saved_kept_to_and_counted_among_the_reasons(browser, round, official):
    dossier, expert = accepted(round), make_expert()
    address = url("panel_cap", round.pk)

    for wrong in ("一份", "1000", "-1"):
        assert "most" in browser.post(address, {"most": wrong}).context["form"].errors
    assert browser.post(address, {"most": "0"}).status_code == 302
    assert 'value="0"' in text(browser.get(address))
    page = text(browser.get(url("panels_preview", round.pk)))
    assert "缺 2 人：可用专家 1 人，其中已满 0 份 1 人" in page
    with pytest.raises(panels.Barred, match="已满 0 份"):
        panels.assign(dossier=dossier, expert=expert, by=official, at=NOW)

    browser.post(url("panel_expert_cap", round.pk, expert.pk), {"most": "1"})
    panels.assign(dossier=dossier, expert=expert, by=official, at=NOW)
    with pytest.raises(panels.Barred, match="已满 1 份"):
        panels.assign(dossier=accepted(round), expert=expert, by=official, at=NOW)
    browser.post(address, {"most": ""})
    assert [each.expert for each in LoadCap.objects.all()] == [expert]
    said = AuditEntry.objects.filter(action="panel.cap_set").order_by("pk")
    assert [(e.detail["cap_before"], e.detail["cap"]) for e in said] == [
        ("不限", 0),
        ("不限", 1),
        (0, "不限"),
    ]


@pytest.mark.django_db
def test_a_cap_that_stays_as_it_was_is_written_down_once(round, official):
    for expected in (True, False):
        changed = caps.set_cap(round=round, expert=None, most=3, by=official, at=NOW)
        assert changed is expected
    assert AuditEntry.objects.filter(action="panel.cap_set").count() == 1


@pytest.mark.django_db
def test_no_cap_stands_against_what_was_drawn_by_lot(round, official):
    dossier, expert = accepted(round), make_expert()
    make_draw_row(round, dossier, official, due=NOW + timedelta(days=1))
    caps.set_cap(round=round, expert=None, most=0, by=official, at=NOW)

    seats = [(dossier.pk, expert.pk)]
    panels.apply(round=round, seats=seats, by=official, at=NOW, drawn=True)

    assert Assignment.objects.count() == 1


@pytest.mark.django_db
def test_the_question_changes_with_whatever_the_answer_rests_on(round, official):
    dossier, expert = accepted(round), make_expert()
    accepted(round)
    digests = [proposing.question_of(round, NOW).digest]

    def changed() -> bool:
        digests.append(proposing.question_of(round, NOW).digest)
        return digests[-1] != digests[-2]

    assert not changed()
    assert proposing.question_of(round, NOW + timedelta(hours=1)).digest == digests[0]
    caps.set_cap(round=round, expert=expert, most=9, by=official, at=NOW)
    assert changed()
    Conflict.objects.create(
        expert=expert, enterprise=dossier.enterprise, reason="示例", declared_at=NOW
    )
    assert changed()
    make_assignment(dossier=dossier)
    assert changed()
    Dossier.objects.filter(pk=dossier.pk).update(status=Dossier.Status.REJECTED)
    assert changed()


@pytest.mark.django_db
def test_an_experts_page_names_what_they_have_could_have_and_why_not(browser, round):
    held = make_assignment(dossier=accepted(round))
    expert = held.expert
    fits = accepted(round, document={"profile": {"industry": "36 汽车制造业"}})
    plain, full, tied = (accepted(round) for _ in range(3))
    expert.fields = ["汽车电子"]
    expert.save()
    for _ in range(2):
        make_assignment(dossier=full)
    Conflict.objects.create(
        expert=expert, enterprise=tied.enterprise, reason="示例", declared_at=NOW
    )
    address = url("panel_expert", round.pk, expert.pk)

    def shown(show: str) -> list[str]:
        page = browser.get(address, {"show": show}).context["page"]
        return [row.dossier.number for row, _ in page.object_list]

    assert [dossier for dossier, _ in browser.get(address).context["seats"]] == [
        held.dossier
    ]
    assert shown("free") == [fits.number, plain.number]
    assert shown("full") == [full.number]
    assert shown("barred") == [tied.number]
    assert "已申明利益关系 1 份" in text(browser.get(address, {"show": "barred"}))
    browser.post(address, {"dossier": fits.pk})
    assert shown("free") == [plain.number]
    assert browser.post(address, {"dossier": tied.pk}).status_code == 409
    assert browser.post(address, {"dossier": 0}).status_code == 302
    assert browser.post(address, {"dossier": 999999}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_an_experts_page_costs_the_same_for_one_and_for_three(
    browser, round, rows, django_assert_num_queries
):
    expert = make_expert()
    for _ in range(rows):
        make_assignment(dossier=accepted(round), expert=expert)
        accepted(round)

    # session, user, round; loads, expert; dossiers; ties, out, caps, fields, seats;
    # own seats
    with django_assert_num_queries(11):
        browser.get(url("panel_expert", round.pk, expert.pk))
