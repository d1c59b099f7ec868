"""A round: prepared, weighed, frozen when it opens, extended."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from applications.actions import rounds, tables
from applications.actions.freezing import digest_of, obstacles_of
from applications.facts import original_weights, table_of
from applications.models import Round
from applications.presentation import table_rows
from portal import guides
from portal.models import AuditEntry, User
from tests.factories import NOW, make_round, make_user

pytestmark = pytest.mark.django_db

PLAN = rounds.Plan(
    title="2026年吉林省工业互联网平台遴选（示例）",
    year=2026,
    kinds=["industry", "regional"],
    quotas={"industry": 3, "regional": 2},
    rule={"method": "trimmed_mean", "drop": 1, "from": 5},
    panel_size=5,
    is_blind=True,
    opens_at=NOW,
    closes_at=NOW + timedelta(days=30),
    citations=["1", "18"],
)


def jilin_table():
    return tables.copy_of(guides.load("jilin").table)


def shanxi_table():
    return tables.copy_of(guides.load("shanxi").table)


@pytest.fixture
def official():
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def draft(official):
    return rounds.create(plan=PLAN, table=jilin_table(), by=official)


def opened(round, official, at=NOW):
    rounds.open_round(round=round, digest=digest_of(round), by=official, at=at)


def actions():
    return [entry.action for entry in AuditEntry.objects.order_by("pk")]


def test_a_round_takes_the_officials_province_its_newest_guide_and_the_next_code(
    official,
):
    first = rounds.create(plan=PLAN, table=jilin_table(), by=official)
    second = rounds.create(plan=PLAN, table=jilin_table(), by=official)

    assert (first.code, second.code) == ("JL2026-1", "JL2026-2")
    assert first.province == "jilin"
    assert first.guide_key == guides.load("jilin").key
    assert first.status == Round.Status.DRAFT
    assert actions() == ["round.created", "round.created"]


@pytest.mark.parametrize(
    ("province", "head"),
    [
        ("jilin", "JL2026-"),
        ("shanxi", "SX2026-"),
        ("jiangsu", "JS2026-"),
        ("jiangxi", "JX2026-"),
    ],
)
def test_a_code_begins_with_the_abbreviation_of_the_province(province, head):
    assert rounds.code_head(province, 2026) == head


def test_opening_freezes_guide_and_digest_once(draft, official):
    digest = digest_of(draft)

    opened(draft, official)

    assert draft.status == Round.Status.OPEN
    assert draft.guide_text == guides.text_of("jilin")
    assert draft.digest == digest == digest_of(draft)
    assert draft.frozen_at == NOW
    with pytest.raises(rounds.RoundIsFrozen):
        opened(draft, official)
    assert actions() == ["round.created", "round.opened"]


def test_rules_that_changed_after_they_were_confirmed_are_not_opened(draft, official):
    confirmed = digest_of(draft)
    rounds.edit(round=draft, plan=replace(PLAN, panel_size=7), by=official)

    with pytest.raises(rounds.RulesHaveChanged):
        rounds.open_round(round=draft, digest=confirmed, by=official, at=NOW)
    draft.refresh_from_db()
    assert draft.status == Round.Status.DRAFT


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kinds": []}, "没有选择平台类型"),
        ({"kinds": ["enterprise"]}, "没有平台类型"),
        ({"quotas": {"industry": 3}}, "没有名额"),
        ({"opens_at": None}, "起止时间"),
        ({"closes_at": NOW}, "不早于截止时间"),
        (
            {"opens_at": NOW - timedelta(9), "closes_at": NOW - timedelta(1)},
            "截止时间已过",
        ),
        ({"rule": {"method": "trimmed_mean"}}, "汇总规则"),
        ({"table": {"indicators": []}}, "指标表"),
    ],
)
def test_a_round_that_lacks_something_is_not_opened(draft, official, change, words):
    for name, value in change.items():
        setattr(draft, name, value)
    if draft.opens_at != draft.closes_at and "closes_at" in change:
        assert obstacles_of(draft, NOW)

    assert any(words in obstacle for obstacle in obstacles_of(draft, NOW))


def test_a_table_without_weights_is_refused_with_a_message(official):
    draft = rounds.create(plan=PLAN, table=shanxi_table(), by=official)

    with pytest.raises(rounds.RoundIsNotReady) as refused:
        opened(draft, official)
    assert "指标表没有权重" in refused.value.obstacles[0]


def test_weights_of_an_unweighted_table_make_it_ready(official):
    draft = rounds.create(plan=PLAN, table=shanxi_table(), by=official)
    codes = [leaf.code for leaf in table_of(draft).indicators]
    weights = dict.fromkeys(codes, Decimal(6))
    weights[codes[-1]] = 100 - Decimal(6) * (len(codes) - 1)

    tables.set_table(round=draft, weights=weights, reason="厅务会确定", by=official)

    opened(draft, official)
    assert table_of(draft).is_weighted
    assert sum(row.weight for row in table_rows(draft) if row.level == 1) == 100


def test_a_changed_weight_keeps_its_provenance_and_its_original(draft, official):
    weights = {leaf.code: leaf.weight for leaf in table_of(draft).indicators}
    weights["4.1.5"] -= 1
    weights["1.1.1"] += 1

    tables.set_table(round=draft, weights=weights, reason="突出规模", by=official)

    draft.refresh_from_db()
    rows = {row.code or row.label: row for row in table_rows(draft)}
    assert (rows["4.1.5"].weight, rows["4.1.5"].original) == (9, 10)
    assert rows["4.1.5"].provenance == "V"
    assert rows["4.1.5"].is_changed
    assert not rows["4.1.4"].is_changed
    assert rows["应用服务水平"].weight == 14
    assert original_weights(draft)["4.1.5"] == "10"
    entry = AuditEntry.objects.get(action="round.weights_set")
    assert entry.detail["reason"] == "突出规模"
    assert {change["code"] for change in entry.detail["changes"]} == {"4.1.5", "1.1.1"}


@pytest.mark.parametrize(
    ("code", "weight", "words"),
    [
        ("4.1.5", "9", "现为 99"),
        ("4.1.5", "11", "多出 1"),
        ("4.1.5", "0", "大于 0"),
        ("4.1.5", "9.95", "整数倍"),
        ("4.1.5", None, "没有填写"),
        ("9.9.9", "1", "没有 9.9.9"),
    ],
)
def test_weights_that_make_no_table_are_refused(draft, official, code, weight, words):
    weights = {leaf.code: leaf.weight for leaf in table_of(draft).indicators}
    weights[code] = None if weight is None else Decimal(weight)

    with pytest.raises(tables.WeightsAreRefused, match=words):
        tables.set_table(round=draft, weights=weights, reason="试", by=official)
    assert actions() == ["round.created"]


def test_nothing_of_an_open_round_can_be_edited(draft, official):
    opened(draft, official)
    weights = {leaf.code: leaf.weight for leaf in table_of(draft).indicators}

    with pytest.raises(rounds.RoundIsFrozen):
        rounds.edit(round=draft, plan=replace(PLAN, title="另一个"), by=official)
    with pytest.raises(rounds.RoundIsFrozen):
        tables.set_table(round=draft, weights=weights, reason="试", by=official)
    draft.refresh_from_db()
    assert draft.title == PLAN.title


def test_editing_says_what_changed(draft, official):
    rounds.edit(
        round=draft,
        plan=replace(PLAN, title="改名", panel_size=3),
        table=shanxi_table(),
        by=official,
    )

    entry = AuditEntry.objects.get(action="round.edited")
    assert set(entry.detail["changes"]) == {"title", "panel_size"}
    assert entry.detail["table"] == guides.load("shanxi").key


def test_a_deadline_is_put_off_with_a_reason_and_the_digest_stays(draft, official):
    opened(draft, official)
    later = draft.closes_at + timedelta(days=5)

    rounds.extend(round=draft, closes_at=later, reason="暴雪停工", by=official, at=NOW)

    assert draft.closes_at == later
    assert draft.digest == digest_of(draft)
    entry = AuditEntry.objects.get(action="round.deadline_extended")
    assert entry.detail["reason"] == "暴雪停工"


def test_a_deadline_is_never_brought_forward(draft, official):
    opened(draft, official)

    for closes_at in (draft.closes_at, draft.closes_at - timedelta(minutes=1)):
        with pytest.raises(rounds.DeadlineIsNotLater):
            rounds.extend(
                round=draft, closes_at=closes_at, reason="试", by=official, at=NOW
            )
    assert "round.deadline_extended" not in actions()


def test_a_round_in_scoring_is_not_extended(official):
    round = make_round(status=Round.Status.SCORING)

    with pytest.raises(rounds.RoundIsFrozen):
        rounds.extend(
            round=round,
            closes_at=round.closes_at + timedelta(days=1),
            reason="试",
            by=official,
            at=NOW,
        )
