"""One leaves a published list; the next of the reserve that the rules allow follows."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.models import AuditEntry
from scoring.actions import noticing, objecting, signing, succeeding
from scoring.actions.letters import issue_letters, write_letters
from scoring.actions.noticing import NoticeIsRunning, ObjectionsAreOpen
from scoring.actions.printing import print_letter
from scoring.actions.signing import ListHasMovedOn
from scoring.facts import result_of
from scoring.facts.objected import Complaint, Proof
from scoring.models import Letter, LibraryEntry, Replacement
from scoring.publicity import notices_of
from tests.factories import NOW
from tests.scoring.departures import (
    ROWS,
    dossier_of,
    entry_of,
    make_people,
    make_published,
    propose,
    publish,
    selected,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=9)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def shortlist(people):
    return make_published(people)


def test_the_list_stays_until_the_change_is_public(shortlist, people):
    replacement = propose(shortlist, people[0])

    assert selected(shortlist) == {"A-01", "A-03"}
    signing.approve(shortlist=replacement, by=people[1], at=NOW)
    assert selected(shortlist) == {"A-01", "A-03"}
    replacement.refresh_from_db()
    assert (replacement.state, replacement.approved_by) == ("approved", people[1])


def test_the_next_of_the_reserve_follows_and_both_lines_say_so(shortlist, people):
    publish(propose(shortlist, people[0]), people)

    assert selected(shortlist) == {"A-02", "A-03"}
    left, came = (entry_of(shortlist, number) for number in ("A-01", "A-02"))
    assert (left.ground["why"], left.ground["places"]) == ("left", [2])
    assert (came.ground["why"], came.ground["places"]) == ("follows", [1])
    assert came.reserve is None
    row = Replacement.objects.get()
    assert row.before[str(came.pk)]["reserve"] == 1
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions)[-3:] == [
        "replacement.proposed", "replacement.approved", "replacement.published",
    ]  # fmt: skip


def test_the_digest_stays_that_of_the_list_as_it_was_frozen(client, shortlist, people):
    publish(propose(shortlist, people[0]), people)
    client.force_login(people[0])

    text = client.get(reverse("scoring:list_digest", args=[shortlist.pk])).content

    assert sha256(text).hexdigest() == shortlist.digest
    chosen = {e["dossier"] for e in json.loads(text)["ranking"] if e["selected"]}
    assert chosen == {"A-01", "A-03"}


def test_whose_city_is_full_is_passed_over_with_the_reason(shortlist, people):
    replacement = propose(shortlist, people[0], leaver="A-03", follower="A-04")

    assert replacement.passed == [["A-02", "本市名额 1 家已满：第 1 名"]]


@pytest.mark.parametrize("follower", ["A-04", "A-05", None])
def test_nobody_but_the_next_may_follow(shortlist, people, follower):
    with pytest.raises(succeeding.AnotherFollows):
        propose(shortlist, people[0], follower=follower)


def test_who_missed_a_minimum_never_follows(people):
    rows = {number: ROWS[number] for number in ("A-01", "A-03", "A-05")}
    shortlist = make_published(people, rows=rows)

    with pytest.raises(succeeding.AnotherFollows):
        propose(shortlist, people[0], follower="A-05")
    publish(propose(shortlist, people[0], follower=None), people)
    assert selected(shortlist) == {"A-03"}


def test_one_of_the_reserve_may_decline_and_nobody_follows_it(shortlist, people):
    publish(propose(shortlist, people[0], leaver="A-02", follower=None), people)

    assert entry_of(shortlist, "A-02").reserve is None
    assert selected(shortlist) == {"A-01", "A-03"}
    propose(shortlist, people[0], leaver="A-01", follower="A-04")


def test_of_equals_an_official_names_one_and_says_how(people):
    rows = {
        "A-01": ("长春市", "0.9"), "A-02": ("吉林市", "0.8"),
        "A-03": ("四平市", "0.7"), "A-04": ("通化市", "0.7"),
    }  # fmt: skip
    shortlist = make_published(people, limits={"reserve": 1}, rows=rows)

    found = propose(shortlist, people[0], follower="A-04", choice="公开抽签。")

    assert (found.follower.place, found.choice) == (3, "公开抽签。")


def test_the_steps_are_those_of_the_list_each_another_person(shortlist, people):
    replacement = propose(shortlist, people[0])

    with pytest.raises(ListHasMovedOn):
        signing.approve(shortlist=replacement, by=people[0], at=NOW)
    with pytest.raises(ListHasMovedOn):
        publish_unsigned(replacement, people)
    signing.return_to(
        shortlist=replacement, number=1, reason="示例", by=people[1], at=NOW
    )
    replacement.refresh_from_db()
    assert replacement.is_back_with_its_author
    signing.approve(shortlist=replacement, by=people[0], at=NOW)
    publish(Replacement.objects.get(), people)


def publish_unsigned(replacement, people):
    succeeding.publish(
        replacement=replacement,
        since=LATER.date(),
        until=LATER.date(),
        by=people[0],
        at=NOW,
    )


def test_the_row_itself_bears_no_second_hand(shortlist, people):
    replacement = propose(shortlist, people[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        Replacement.objects.filter(pk=replacement.pk).update(approved_by=people[0])


def test_one_at_a_time_and_a_dropped_one_makes_room(shortlist, people):
    first = propose(shortlist, people[0])
    with pytest.raises(ListHasMovedOn):
        propose(shortlist, people[0], leaver="A-03", follower="A-04")

    succeeding.drop(replacement=first, reason="示例", by=people[0], at=NOW)

    propose(shortlist, people[0], leaver="A-03", follower="A-04")
    with pytest.raises(ListHasMovedOn):
        succeeding.drop(replacement=first, reason="示例", by=people[0], at=NOW)


def test_nobody_leaves_twice_nor_who_was_never_on_it(shortlist, people):
    publish(propose(shortlist, people[0]), people)

    for number in ("A-01", "A-05"):
        with pytest.raises(ListHasMovedOn):
            propose(shortlist, people[0], leaver=number, follower=None)


def test_evidence_is_kept_by_its_content(shortlist, people):
    proof = Proof(ContentFile(b"%PDF-1.4 x", "x.pdf"), "x.pdf", "application/pdf")

    found = propose(shortlist, people[0], ground="removed", proof=proof)

    with found.file.open() as kept:
        assert kept.read() == b"%PDF-1.4 x"
    assert (found.name, len(found.sha256)) == ("x.pdf", 64)


def test_who_follows_is_final_after_its_own_notice(shortlist, people):
    replacement = propose(shortlist, people[0])
    publish(replacement, people)

    with pytest.raises(NoticeIsRunning):
        succeeding.confirm(replacement=replacement, by=people[0], at=NOW)
    succeeding.confirm(replacement=replacement, by=people[0], at=LATER)

    assert result_of(dossier_of("A-02")).term.confirmed_at == LATER
    assert result_of(dossier_of("A-03")).term.confirmed_at is None


def test_who_follows_may_be_objected_to_after_the_lists_own_days(shortlist, people):
    replacement = propose(shortlist, people[0])
    day = LATER.date()
    publish(replacement, people, since=day, until=day)

    said = {"said": Complaint("示例", "示例", "示例"), "proofs": (), "by": None}
    for number in ("A-03", None):
        dossier = dossier_of(number) if number else None
        with pytest.raises(objecting.NoticeIsOver):
            objecting.file_objection(
                shortlist=shortlist, dossier=dossier, at=LATER, **said
            )
    follower = dossier_of("A-02")
    objecting.file_objection(shortlist=shortlist, dossier=follower, at=LATER, **said)
    with pytest.raises(ObjectionsAreOpen):
        succeeding.confirm(
            replacement=replacement, by=people[0], at=LATER + timedelta(1)
        )


def test_each_reads_its_own_result(shortlist, people):
    publish(propose(shortlist, people[0]), people)

    left, came = (result_of(dossier_of(number)) for number in ("A-01", "A-02"))
    assert left.has_left
    assert left.ground == "公示后退出名单，由第 2 名递补"
    assert came.is_selected
    assert came.ground == "公示后递补入选，接替第 1 名"


def test_the_public_reads_who_left_who_followed_and_why(shortlist, people):
    publish(propose(shortlist, people[0]), people)

    (notice,) = notices_of(shortlist.round)

    assert [each.number for each in notice.chosen] == ["A-02", "A-03"]
    (gone,) = notice.departed
    assert (gone.number, gone.ground, gone.reason) == (
        "A-01", "自愿退出", "示例：主动放弃。",
    )  # fmt: skip
    assert gone.follower == "A-02 示例A-02有限公司"


def test_letters_of_both_are_written_anew_and_of_nobody_else(shortlist, people):
    kinds = ["result", "opinion"]
    round = shortlist.round
    write_letters(round=round, kinds=kinds, by=people[0], at=NOW)
    sent = Letter.objects.get(dossier=dossier_of("A-01"), kind="result")
    print_letter(letter_id=sent.pk, at=NOW)
    issue_letters(round=round, by=people[0], at=NOW)
    kept = set(Letter.objects.filter(dossier=dossier_of("A-03")).values_list("pk"))
    publish(propose(shortlist, people[0]), people)

    again = write_letters(round=round, kinds=kinds, by=people[0], at=NOW)

    assert not again.problems
    assert {str(x.dossier.number) for x in again.letters} == {"A-01", "A-02"}
    told = {
        str(x.dossier.number): x.content["standing"]
        for x in again.letters
        if x.kind == "result"
    }
    assert told["A-02"]["selected"]
    assert told["A-01"]["ground"] == "公示后退出名单，由第 2 名递补"
    sent.refresh_from_db()
    assert sent.issued_at
    assert sent.voided_at
    assert sent.void_reason == "名单公示后自愿退出和递补，原文书作废。"
    assert sent.replaced_by.dossier == sent.dossier
    assert sent.replaced_by.content["replaces"] == sent.number
    assert kept == set(
        Letter.objects.filter(dossier=dossier_of("A-03")).values_list("pk")
    )


def test_a_list_without_limits_has_no_reserve(people):
    shortlist = make_published(people, limits={})

    with pytest.raises(succeeding.AnotherFollows):
        propose(shortlist, people[0], leaver="A-01", follower="A-03")


def test_who_follows_enters_the_library_once_final_and_then_leaves_by_its_rules(
    shortlist, people
):
    replacement = propose(shortlist, people[0])
    publish(replacement, people)
    noticing.confirm(shortlist=shortlist, by=people[0], at=LATER)
    entered = LibraryEntry.objects.values_list("source__dossier__number", flat=True)
    assert list(entered) == ["A-03"]

    succeeding.confirm(replacement=replacement, by=people[0], at=LATER)

    assert set(entered.all()) == {"A-02", "A-03"}
    with pytest.raises(ListHasMovedOn):
        propose(shortlist, people[0], leaver="A-03", follower="A-04")
