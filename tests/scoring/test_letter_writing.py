"""What letters say, when they are written, under which number."""

import json
from datetime import timedelta

import pytest

from applications.models import Dossier, Ruling, Step
from portal.models import AuditEntry, User
from scoring.actions import letters, noticing, shortlists
from scoring.exports.letter_check import LetterError, check
from scoring.exports.letter_content import tidy
from scoring.models import Letter, Shortlist
from tests.factories import NOW, make_dossier, make_round, make_user
from tests.scoring.letter_cases import COMMENT, REMARK, ranked_round

pytestmark = pytest.mark.django_db

KINDS = ["opinion", "result"]


def write(round, kinds=KINDS, at=NOW):
    official = make_user(User.Role.OFFICIAL)
    return letters.write_letters(round=round, kinds=kinds, by=official, at=at)


def content(round, kind, place):
    """The content for the dossier in this line of the list."""
    lines = Letter.objects.filter(dossier__round=round, kind=kind)
    return lines.get(dossier__shortlist_entries__position=place).content


def test_each_line_of_a_list_gets_its_letters_once():
    round = ranked_round()
    assert len(write(round).letters) == 8
    assert write(round).letters == []
    assert Letter.objects.count() == 8
    assert AuditEntry.objects.filter(action="letter.written").count() == 8


def test_a_second_run_writes_what_is_missing_and_no_more():
    round = ranked_round()
    write(round, ["opinion"])
    Letter.objects.first().delete()
    assert {letter.kind for letter in write(round).letters} == set(KINDS)
    assert Letter.objects.count() == 8


def test_a_list_that_nobody_approved_gets_no_letters():
    round = ranked_round()
    Shortlist.objects.update(state=Shortlist.State.DRAWN_UP)
    assert write(round).letters == []


def test_numbers_run_through_the_year_of_a_province_each_kind_by_itself():
    write(ranked_round(("0.9",), weak=0, quota=1))
    write(ranked_round(("0.9",), weak=0, quota=1))
    numbers = sorted(Letter.objects.values_list("number", flat=True))
    assert numbers == [
        "吉〔2026〕评意001号",
        "吉〔2026〕评意002号",
        "吉〔2026〕评结001号",
        "吉〔2026〕评结002号",
    ]


def test_the_selected_are_told_their_mark_their_place_and_the_library():
    round = ranked_round()
    write(round)
    standing = content(round, "result", 1)["standing"]
    assert standing["selected"]
    assert (standing["place"], standing["ranked"]) == (1, 3)
    assert standing["library"] == "省级平台培育库"
    assert standing["mark"] == "91.47"


def test_a_letter_of_a_final_list_no_longer_says_proposed():
    round = ranked_round()
    write(round, ["result"])
    assert not content(round, "result", 1)["standing"]["final"]
    later, after = ranked_round(), NOW + timedelta(days=7)
    shortlist = Shortlist.objects.get(round=later)
    noticing.confirm(shortlist=shortlist, by=shortlist.published_by, at=after)
    write(later, ["result"], at=after)
    assert content(later, "result", 1)["standing"]["final"]


def test_who_missed_the_cut_is_told_the_cut():
    round = ranked_round()
    write(round)
    standing = content(round, "result", 3)["standing"]
    assert not standing["selected"]
    assert (standing["quota"], standing["chosen"]) == (2, 2)
    assert (standing["mark"], standing["lowest"]) == ("76.80", "86.70")


def test_who_is_ineligible_is_told_the_clauses_that_decided():
    round = ranked_round()
    write(round)
    failed = content(round, "result", 4)["failed"]
    assert [each["outcome"] for each in failed] == ["未填报"] * len(failed)
    entry = Shortlist.objects.get().entries.get(position=4)
    assert len(failed) == len(entry.failed) > 0
    assert all(each["text"] and each["source"] for each in failed)


def test_a_ruling_is_shown_with_both_values():
    round = ranked_round(weak=0)
    dossier = Dossier.objects.filter(round=round).first()
    clause = "security"
    Ruling.objects.create(
        dossier=dossier,
        clause=clause,
        computed="met",
        is_met=False,
        reason="佐证与填报不符。",
        by=make_user(User.Role.OFFICIAL),
        at=NOW,
    )
    entry = Shortlist.objects.get().entries.get(dossier=dossier)
    entry.failed, entry.is_eligible, entry.place = [clause], False, None
    entry.is_selected = False
    entry.save()
    write(round, ["opinion"])
    [found] = content(round, "opinion", entry.position)["failed"]
    assert found["outcome"] == "未达到"
    assert found["ruling"]["computed"] == "达到"
    assert found["ruling"]["reason"] == "佐证与填报不符。"


def test_a_report_that_differs_from_the_frozen_list_is_not_written():
    round = ranked_round()
    Shortlist.objects.get().entries.filter(position=1).update(failed=["type-fit"])
    written = write(round)
    assert len(written.letters) == 6
    assert "不一致" in written.problems[0]


def test_comments_are_merged_without_names_or_codes():
    round = ranked_round()
    write(round, ["opinion"])
    letter = Letter.objects.filter(kind="opinion").first()
    text = json.dumps(letter.content, ensure_ascii=False)
    assert REMARK in text
    assert text.count(COMMENT) == 1  # three experts wrote the same
    assert "总体较好。评审专家" in text
    for assignment in letter.dossier.assignments.select_related("expert__user"):
        assert assignment.expert.user.name not in text
        assert assignment.expert.code not in text


def test_group_marks_are_those_of_the_frozen_list_and_add_up():
    round = ranked_round()
    write(round, ["opinion"])
    found = content(round, "opinion", 1)
    entry = Shortlist.objects.get().entries.get(position=1)
    assert {row["label"]: row["mark"] for row in found["groups"]} == entry.groups
    assert [row["level"] for row in found["marks"]["rows"]].count(1) == 4
    assert found["marks"]["title"].endswith("（补全版）")
    assert {row["provenance"] for row in found["marks"]["rows"]} <= {"V", "W", "R"}


def test_a_list_withdrawn_while_its_letters_are_composed_gets_none(monkeypatch):
    round = ranked_round(published=False)
    shortlist = Shortlist.objects.get()
    compose = letters.COMPOSED["result"]

    def withdrawn_meanwhile(case, at):
        if Shortlist.objects.exists():
            official = shortlist.drawn_up_by
            shortlists.withdraw(shortlist=shortlist, reason="重新核定。", by=official)
        return compose(case, at)

    monkeypatch.setitem(letters.COMPOSED, "result", withdrawn_meanwhile)
    assert write(round, ["result"]).letters == []
    assert not Letter.objects.exists()


def returned(**fields):
    dossier = make_dossier(
        status=Dossier.Status.RETURNED,
        correction_due=NOW + timedelta(days=5),
        **fields,
    )
    step = Step.objects.create(
        dossier=dossier,
        at=NOW,
        by=make_user(User.Role.OFFICIAL),
        action="return",
        status=Dossier.Status.RETURNED,
        opinion="缺少安全防护等级证明。\n近一年平台收入与审计报告不符。",
    )
    return dossier, step


def test_a_return_for_correction_has_one_letter_with_reasons_and_deadline():
    dossier, step = returned()
    official = make_user(User.Role.OFFICIAL)
    first = letters.write_correction(dossier=dossier, step=step, by=official, at=NOW)
    again = letters.write_correction(dossier=dossier, step=step, by=official, at=NOW)
    assert first == again
    assert first.number == "吉〔2026〕补正001号"
    assert first.content["reasons"] == [
        "缺少安全防护等级证明。",
        "近一年平台收入与审计报告不符。",
    ]
    assert first.content["due"] == "2026年11月25日（星期三）10:00"


def test_a_dossier_that_is_not_out_for_correction_gets_no_such_letter():
    dossier, step = returned()
    Dossier.objects.update(status=Dossier.Status.SUBMITTED)
    dossier.refresh_from_db()
    assert letters.last_return(dossier) is None
    with pytest.raises(letters.NotReturned):
        letters.write_correction(
            dossier=dossier, step=step, by=make_user(User.Role.OFFICIAL), at=NOW
        )


def test_returns_without_a_letter_are_listed_until_they_have_one():
    round = make_round()
    dossier, step = returned(round=round)
    assert letters.uncorrected(round) == [dossier]
    letters.write_correction(
        dossier=dossier, step=step, by=make_user(User.Role.OFFICIAL), at=NOW
    )
    assert letters.uncorrected(round) == []


def test_what_prints_nothing_is_taken_out_of_a_letter():
    typed = "示例\u200b平台\ufeff\u202e有限公司\x07"
    assert tidy({"a": [typed]}) == {"a": ["示例平台有限公司"]}


def test_a_character_without_a_glyph_is_refused_by_name():
    with pytest.raises(LetterError, match=r"U\+E123.*示例"):
        check({"addressee": "示例\ue123有限公司"})


@pytest.mark.parametrize(
    "content", [{"a": "长" * 5001}, {"a": ["长" * 4000] * 16}], ids=["text", "whole"]
)
def test_a_text_bomb_is_refused(content):
    with pytest.raises(LetterError, match="过长"):
        check(content)
