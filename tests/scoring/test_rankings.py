"""Lines, the cut line, ties: what a ranking says before anybody freezes it."""

from decimal import Decimal

import pytest

from applications.exports.rules import ties_in_words
from applications.models import Ruling
from portal import rules
from scoring.facts import (
    TieAtTheLine,
    cut_of,
    digest_of,
    gap_in_words,
    line_in_words,
    lines_of,
    provenance_in_words,
    rule_in_words,
    table_title,
    ties_of,
)
from scoring.models import Assignment
from tests.factories import NOW, make_user
from tests.scoring.closed_rounds import (
    CAP_SECURITY,
    KIND,
    SECURITY,
    make_closed_round,
    make_ranked,
    make_three,
)

TIES = ("服务能力", "技术能力")
NOTHING = rules.SelectionRules()
pytestmark = pytest.mark.django_db


def numbers(lines) -> list[str]:
    return [line.number for line in lines]


def test_lines_stand_by_mark_then_those_without_a_sheet_then_the_ineligible():
    round = make_closed_round()
    make_ranked(round, "A-01", "0.7", "0.9")
    make_ranked(round, "A-02", "0.9")
    make_ranked(round, "A-03")
    make_ranked(round, "A-04", "1", lacking=[CAP_SECURITY])

    lines = lines_of(round, KIND)

    assert numbers(lines) == ["A-02", "A-01", "A-03", "A-04"]
    assert [line.place for line in lines] == [1, 2, None, None]
    assert [line.is_eligible for line in lines] == [True, True, True, False]
    assert [each.clause.id for each in lines[3].failing] == [SECURITY]
    assert lines[3].mark == 100
    assert lines[1].spread == lines[1].marks[0] - lines[1].marks[1] > 0
    assert lines[2].spread is None


def test_the_mark_of_an_expert_who_stepped_back_does_not_count():
    round = make_closed_round()
    dossier = make_ranked(round, "A-01", "0.9", "0.5")
    low = dossier.assignments.order_by("-pk").first()
    Assignment.objects.filter(pk=low.pk).update(
        state=Assignment.State.RECUSED, ended_at=NOW
    )

    [line] = lines_of(round, KIND)

    assert line.sheets == 1
    assert line.mark == line.marks[0]


def test_a_ruling_takes_a_place_away_and_gives_one():
    round = make_closed_round()
    official = make_user("official")
    out = make_ranked(round, "A-01", "0.9")
    back = make_ranked(round, "A-02", "0.8", lacking=[CAP_SECURITY])
    for dossier, is_met in ((out, False), (back, True)):
        Ruling.objects.create(
            dossier=dossier,
            clause=SECURITY,
            computed="met",
            is_met=is_met,
            reason="见佐证。",
            by=official,
            at=NOW,
        )

    lines = lines_of(round, KIND)

    assert [(line.number, line.place) for line in lines] == [
        ("A-02", 1),
        ("A-01", None),
    ]
    assert lines[1].failing[0].ruling.reason == "见佐证。"


def test_a_line_by_quota_says_how_far_the_first_below_it_is():
    round = make_closed_round()
    make_three(round)
    lines = lines_of(round, KIND)

    cut = cut_of(lines, limits=NOTHING, quota=2, minimum=None)

    assert cut.chosen == {"A-01", "A-02"}
    assert cut.gap == lines[1].mark - lines[2].mark
    assert line_in_words(cut) == f"入围线 · 前 2 名（得分 ≥ {lines[1].mark:.2f}）"
    assert gap_in_words(cut, TIES).endswith(f"相差 {cut.gap:.2f} 分")


def test_a_line_by_mark_takes_everybody_who_reaches_it():
    round = make_closed_round()
    make_three(round)
    lines = lines_of(round, KIND)

    at_the_mark = cut_of(lines, limits=NOTHING, quota=None, minimum=lines[1].mark)
    above_it = cut_of(
        lines, limits=NOTHING, quota=None, minimum=lines[1].mark + Decimal("0.01")
    )

    assert at_the_mark.chosen == {"A-01", "A-02"}
    assert above_it.chosen == {"A-01"}


@pytest.mark.parametrize(("quota", "chosen"), [(0, 0), (3, 3), (9, 3)])
def test_a_quota_may_take_nobody_or_everybody(quota, chosen):
    round = make_closed_round()
    make_three(round)

    cut = cut_of(lines_of(round, KIND), limits=NOTHING, quota=quota, minimum=None)

    assert len(cut.chosen) == chosen
    assert cut.gap is None


def test_a_tie_across_the_line_is_never_cut_in_two_and_the_way_out_is_named():
    round = make_closed_round()
    make_ranked(round, "A-01", "0.9")
    for number in ("A-02", "A-03", "A-04"):
        make_ranked(round, number, "0.8")
    lines = lines_of(round, KIND)

    with pytest.raises(TieAtTheLine) as error:
        cut_of(lines, limits=NOTHING, quota=2, minimum=None)

    assert error.value.tied == {"A-02", "A-03", "A-04"}
    assert error.value.quotas == (1, 4)
    assert "请把名额改为 1 或 4，或改用分数线" in str(error.value)
    for quota in (1, 4):
        assert (
            len(cut_of(lines, limits=NOTHING, quota=quota, minimum=None).chosen)
            == quota
        )


def test_equal_marks_are_told_apart_by_the_group_that_decides():
    round = make_closed_round()
    make_ranked(round, "A-01", "0.8", moved="0.3")
    make_ranked(round, "A-02", "0.8")
    make_ranked(round, "A-03", "0.8")
    lines = lines_of(round, KIND)

    assert [(line.number, line.place) for line in lines] == [
        ("A-02", 1),
        ("A-03", 1),
        ("A-01", 3),
    ]
    assert len({line.mark for line in lines}) == 1
    [tie] = ties_of(lines, TIES)
    assert "A-02、A-03 并列第 1 名" in tie.words
    high, low = lines[0].groups["服务能力"], lines[2].groups["服务能力"]
    assert f"A-02、A-03 列 A-01 之前，因“服务能力”得分 {high} 高于 {low}" in tie.words


def test_a_line_between_equal_marks_names_the_group_that_decided():
    round = make_closed_round()
    make_ranked(round, "A-01", "0.8", moved="0.3")
    make_ranked(round, "A-02", "0.8")

    cut = cut_of(lines_of(round, KIND), limits=NOTHING, quota=1, minimum=None)

    assert cut.chosen == {"A-02"}
    assert "末位得分" in line_in_words(cut)
    assert "同分，由“服务能力”得分决定" in gap_in_words(cut, TIES)


def test_the_digest_follows_the_marks_the_line_and_the_rules():
    round = make_closed_round()
    make_three(round)
    lines = lines_of(round, KIND)
    two, three = (cut_of(lines, limits=NOTHING, quota=n, minimum=None) for n in (2, 3))

    digest = digest_of(round, KIND, lines, two)

    assert digest == digest_of(round, KIND, lines_of(round, KIND), two)
    assert digest != digest_of(round, KIND, lines, three)
    assert digest != digest_of(round, KIND, lines[::-1], two)
    assert digest != digest_of(make_closed_round(digest="f" * 64), KIND, lines, two)


def test_rule_and_table_are_said_in_words():
    trimmed = rules.Rule(rules.Method.TRIMMED_MEAN, 1, 5)
    table = rules.read_table(make_closed_round().table)

    assert rule_in_words(trimmed) == (
        "评分满 5 份的，去掉一个最高分和一个最低分后取平均；不足 5 份的取平均"
    )
    assert rule_in_words(rules.Rule(rules.Method.MEAN)) == "各专家总分的算术平均"
    assert "中位数" in rule_in_words(rules.Rule(rules.Method.MEDIAN))
    assert table_title(table).endswith("（补全版）")
    assert provenance_in_words(table) == (
        "三级指标 37 项，其中原表残存（V）8 项、"
        "权重残存、名称补（W）4 项、补全（R）25 项"
    )
    assert "依次比较“服务能力”、“技术能力”" in ties_in_words(TIES)
