"""Other weights that were tried, kept as a note beside the ranking."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from portal.models import AuditEntry, User
from scoring.facts import lines_of
from scoring.models import TrialNote
from tests.factories import NOW, make_user
from tests.scoring.closed_rounds import KIND, make_closed_round, make_officials
from tests.scoring.marked_rounds import make_pair, weights_of
from tests.scoring.pages import text_of, url

pytestmark = pytest.mark.django_db
TEXT = "若加大经营能力，末位会换成 A-03。"


@pytest.fixture
def round():
    return make_pair(make_closed_round())


@pytest.fixture
def official(client):
    official, _ = make_officials()
    client.force_login(official)
    return official


@pytest.fixture
def tried(client, round, official):
    """Fifteen points moved: A-03 would enter, A-02 leave."""
    found = client.get(url("analysis", round)).context["analysis"]
    own = found.form.own
    moved = {
        "服务能力": str(own["服务能力"] - 15),
        "经营能力": str(own["经营能力"] + 15),
    }
    return weights_of(found, **moved)


def test_a_trial_is_kept_with_weights_outcome_and_who_and_is_audited(
    client, round, official, tried
):
    response = client.post(url("trial_note", round), {**tried, "text": TEXT})

    note = TrialNote.objects.get()
    assert (note.round, note.kind, note.text, note.by) == (round, KIND, TEXT, official)
    assert sum(map(float, note.weights.values())) == 100
    assert note.outcome == {
        "tau": "0.333",
        "has_line": True,
        "enters": ["A-03"],
        "leaves": ["A-02"],
    }
    entry = AuditEntry.objects.get(action="trial.noted")
    assert entry.detail["note"] == TEXT
    assert entry.detail["trial_weights"] == note.weights
    page = client.get(response["Location"])
    assert page.context["analysis"].trial.enters
    assert "试算已记录，名次没有改变。" in text_of(page)


def test_the_page_gives_its_form_all_that_it_must_post(round, official, tried):
    client = Client(enforce_csrf_checks=True)
    client.force_login(official)
    page = client.get(url("analysis", round), tried)
    form = page.content.decode().split(f'action="{url("trial_note", round)}"')[1]
    posted = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.split("</form>")[0]))

    response = client.post(url("trial_note", round), {**posted, "text": TEXT})

    assert response.status_code == 302
    assert {name: posted[name] for name in tried} == tried
    assert TrialNote.objects.exists()


def test_a_note_is_read_by_colleagues_and_tried_again(client, round, tried):
    client.post(url("trial_note", round), {**tried, "text": TEXT})
    client.force_login(make_user(User.Role.OFFICIAL, name="示例赵处长"))

    response = client.get(url("analysis", round), {"show": "trial"})

    assert TEXT in text_of(response)
    assert "τ = 0.333；进入线上：A-03；退到线下：A-02" in text_of(response)
    [line] = response.context["analysis"].notes
    again = client.get(f"{url('analysis', round)}?{line.query}")
    assert [x.line.number for x in again.context["analysis"].trial.enters] == ["A-03"]


def test_a_note_changes_no_place_and_another_kind_does_not_show_it(
    client, round, tried
):
    before = lines_of(round, KIND)

    client.post(url("trial_note", round), {**tried, "text": TEXT})

    assert lines_of(round, KIND) == before
    assert TEXT not in text_of(
        client.get(url("analysis", round, "regional"), {"show": "trial"})
    )


@pytest.mark.parametrize("text", ["", "  ", "x" * 501, "a\u202eb"])
def test_a_note_that_says_nothing_fit_is_refused_and_the_trial_stays(
    client, round, tried, text
):
    response = client.post(url("trial_note", round), {**tried, "text": text})

    assert response.status_code == 200
    assert "有 1 处需要修改" in text_of(response)
    assert response.context["analysis"].trial.enters
    assert f'action="{url("analysis", round)}#trial"' in response.content.decode()
    assert not TrialNote.objects.exists()


def test_weights_that_cannot_be_tried_cannot_be_noted(client, round, tried):
    response = client.post(
        url("trial_note", round), {**tried, "w1": "99", "text": TEXT}
    )

    assert "各项合计应为 100" in text_of(response)
    assert not TrialNote.objects.exists()


def test_only_officials_of_the_province_see_a_note(round, official):
    note = TrialNote.objects.create(
        round=round, kind=KIND, weights={}, outcome={}, text="示例", by=official, at=NOW
    )

    def sees(user: User) -> bool:
        return TrialNote.objects.visible_to(user).filter(pk=note.pk).exists()

    assert sees(official)
    assert not sees(make_user(User.Role.OFFICIAL, province="jiangsu"))
    for role in set(User.Role) - {User.Role.OFFICIAL}:
        assert not sees(make_user(role, province="jilin", city="长春市"))


def test_a_note_says_something(round, official):
    with pytest.raises(IntegrityError), transaction.atomic():
        TrialNote.objects.create(
            round=round, kind=KIND, weights={}, outcome={}, text="", by=official, at=NOW
        )


@pytest.mark.parametrize("notes", [1, 3])
def test_the_page_costs_the_same_for_one_note_and_for_three(
    client, round, tried, django_assert_num_queries, notes
):
    for n in range(notes):
        client.post(url("trial_note", round), {**tried, "text": f"{TEXT}{n}"})
    client.get(url("analysis", round))  # what was said about the last one is read
    # session, user, round, list, the state (4), notes
    with django_assert_num_queries(9):
        client.get(url("analysis", round), {"show": "trial"})
