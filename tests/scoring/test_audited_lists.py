"""The auditor checks a frozen ranking himself, by its digest and by its marks."""

import json
from hashlib import sha256

import pytest
from django.urls import reverse

from portal.models import AuditEntry, User
from tests.factories import make_user
from tests.portal.commands import run
from tests.scoring.amended import (
    CHANGED,
    amend,
    make_officials,
    make_published,
    recheck,
    reopen_marks,
    seats_of,
    upheld,
)
from tests.scoring.closed_rounds import KIND, make_closed_round, make_three
from tests.scoring.pages import frozen, text_of

pytestmark = pytest.mark.django_db
PAGE = "/audit/lists/"
WORD = "行业级平台"


@pytest.fixture
def auditor(client):
    found = make_user(User.Role.AUDIT)
    client.force_login(found)
    return found


@pytest.fixture
def officials():
    return make_officials()


def make_frozen(officials):
    round = make_closed_round()
    make_three(round)
    return frozen(round, officials[0])


def file_of(client, name, shortlist):
    return client.get(reverse(f"scoring:{name}", args=[shortlist.pk]))


def test_the_page_lists_what_is_frozen_public_and_void(client, auditor, officials):
    fresh = make_frozen(officials)
    void = make_published(officials, letter="B")
    objection = upheld(void, officials[1], "B-02")
    reopen_marks(objection, officials[1])
    recheck(seats_of(objection)[0])
    again = amend(void, officials[2])

    page = text_of(client.get(PAGE))

    for each in (fresh, void, again):
        assert each.digest in page
        assert str(each.drawn_up_by) in page
    for word in ("待复核", "已作废", WORD, fresh.round.title, "sha256sum", "rank"):
        assert word in page
    assert KIND not in page


def test_both_files_answer_what_was_frozen(client, auditor, officials, tmp_path):
    shortlist = make_frozen(officials)

    text = file_of(client, "audit_digest", shortlist)
    asked = file_of(client, "audit_ranking", shortlist)

    assert sha256(text.content).hexdigest() == shortlist.digest
    file = tmp_path / "ranking.json"
    file.write_bytes(asked.content)
    answered = json.loads(run("rank", file, "--json").stdout)
    ranking = json.loads(text.content)["ranking"]
    for key in ("place", "dossier", "mark", "groups"):
        assert [e[key] for e in answered] == [e[key] for e in ranking]
    assert "attachment" in asked.headers["Content-Disposition"]
    assert shortlist.digest[:8] in text.headers["Content-Disposition"]


def test_the_files_name_nobody(client, auditor, officials):
    shortlist = make_frozen(officials)

    for name in ("audit_digest", "audit_ranking"):
        text = file_of(client, name, shortlist).text
        for entry in shortlist.entries.select_related("dossier__enterprise"):
            assert entry.dossier.enterprise.name not in text
            for seat in entry.dossier.assignments.select_related("expert__user"):
                assert seat.expert.user.name not in text


def test_marks_that_moved_after_the_freeze_are_not_passed_off_as_frozen(
    client, auditor, officials
):
    """The digest's text is of what was frozen, the sheets are those of today."""
    void = make_published(officials)
    objection = upheld(void, officials[1])
    reopen_marks(objection, officials[1])
    recheck(seats_of(objection)[0])
    again = amend(void, officials[2])
    void.refresh_from_db()
    assert void.void_reason == CHANGED

    text, asked = (file_of(client, f"audit_{n}", void) for n in ("digest", "ranking"))

    assert sha256(text.content).hexdigest() == void.digest
    assert asked.status_code == 409
    assert "冻结以后评分改动过" in asked.text
    assert PAGE in asked.text
    assert file_of(client, "audit_ranking", again).status_code == 200


def test_a_list_that_was_touched_gives_neither_file(client, auditor, officials):
    shortlist = make_frozen(officials)
    shortlist.entries.update(mark="50.01")

    for name, said in (("audit_digest", "得不出"), ("audit_ranking", "对不上")):
        answer = file_of(client, name, shortlist)
        assert answer.status_code == 409
        assert said in answer.text
        assert PAGE in answer.text


def test_nobody_but_the_auditor_opens_them(client, officials):
    shortlist = make_frozen(officials)
    names = ("audit_digest", "audit_ranking")
    doors = [reverse(f"scoring:{name}", args=[shortlist.pk]) for name in names]

    for role in set(User.Role) - {User.Role.AUDIT}:
        client.force_login(make_user(role, province="jilin", city="长春市"))
        for door in (PAGE, *doors):
            assert client.get(door).status_code == 403


def test_without_a_list_the_page_says_when_there_will_be_one(client, auditor):
    assert "还没有冻结的排名" in text_of(client.get(PAGE))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    client, auditor, officials, django_assert_num_queries, rows
):
    for letter in "ABC"[:rows]:
        make_published(officials, letter=letter)

    with django_assert_num_queries(4):  # session, user, count, rows
        client.get(PAGE)


def test_the_audit_log_leads_to_it_and_back(client, auditor, officials):
    shortlist = make_frozen(officials)
    assert f'href="{PAGE}"' in client.get(reverse("portal:audit")).text

    page = client.get(PAGE).text
    assert f"{reverse('portal:audit')}?action=" in page
    entry = AuditEntry.objects.get(action="shortlist.drawn_up")
    assert entry.subject == f"{shortlist.round.title} {WORD}"
    assert entry.detail["digest"] == shortlist.digest


def test_an_older_entry_shows_the_word_of_its_own_guide(
    client, auditor, officials, django_assert_num_queries
):
    """It was written with the code; the word is that of the round's guide."""
    for guide, word in (("jilin/2025", WORD), ("shanxi/2024", "行业型")):
        round = make_closed_round(guide_key=guide, title=f"示例 {guide} 批次")
        entry = AuditEntry(
            action="shortlist.drawn_up", actor="系统", subject=f"{round.title} {KIND}",
            subject_kind="scoring.shortlist", subject_id="999", detail={},
        )  # fmt: skip
        entry.save(force_insert=True)
        with django_assert_num_queries(5):  # session, user, count, rows, rounds
            page = text_of(client.get(reverse("portal:audit")))
        assert f"{round.title} {word}" in page
    assert f" {KIND}" not in page


def test_of_a_round_that_is_gone_the_entry_stands_as_it_was_written(client, auditor):
    AuditEntry(
        action="shortlist.withdrawn", actor="系统", subject=f"不在的批次 {KIND}",
        subject_kind="scoring.shortlist", subject_id="999", detail={},
    ).save(force_insert=True)  # fmt: skip

    assert f"不在的批次 {KIND}" in text_of(client.get(reverse("portal:audit")))
