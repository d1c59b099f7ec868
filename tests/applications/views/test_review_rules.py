"""评审规定 of a round: typed in, shown, frozen with the rest."""

import pytest
from django.urls import reverse

from applications.actions.freezing import digest_of
from applications.facts import review_of
from applications.models import Round
from portal.models import AuditEntry, User
from tests.factories import make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client):
    client.force_login(make_user(User.Role.OFFICIAL))
    return make_round(status=Round.Status.DRAFT, digest="", frozen_at=None)


def url(name, round):
    return reverse(f"applications:{name}", args=[round.pk])


def test_what_is_set_is_part_of_the_rules_and_their_digest(client, draft):
    before = digest_of(draft)

    client.post(
        url("round_review", draft), {"comment_below": "60%", "comment_above": "95"}
    )

    draft.refresh_from_db()
    assert draft.review == {"comment_below": "60", "comment_above": "95"}
    assert digest_of(draft) != before
    page = client.get(url("round", draft)).content.decode()
    assert "低于该项权重的 60%，或高于该项权重的 95%" in page
    entry = AuditEntry.objects.get(action="round.review_set")
    assert entry.detail["after"] == draft.review


def test_left_empty_nothing_is_asked_and_the_digest_is_as_it_was(client, draft):
    before = digest_of(draft)

    client.post(url("round_review", draft), {"comment_below": "", "comment_above": ""})

    draft.refresh_from_db()
    assert draft.review == {}
    assert digest_of(draft) == before
    assert review_of(draft).comment_below is None


@pytest.mark.parametrize(
    ("below", "above", "words"),
    [("120", "", "100"), ("95", "60", "应小于下一项"), ("六成", "", "不是可用的数字")],
)
def test_what_cannot_be_is_said_at_its_field(client, draft, below, above, words):
    typed = {"comment_below": below, "comment_above": above}

    html = client.post(url("round_review", draft), typed).content.decode()

    assert words in html
    assert f'value="{below}"' in html
    draft.refresh_from_db()
    assert draft.review == {}


def test_a_spread_is_set_shown_and_frozen_with_the_rest(client, draft):
    before = digest_of(draft)

    client.post(url("round_review", draft), {"spread": "15"})

    draft.refresh_from_db()
    assert draft.review == {"spread": "15"}
    assert digest_of(draft) != before
    page = client.get(url("round", draft)).content.decode()
    assert "各专家总分的最高与最低相差超过 15 分的申报" in page
    refused = client.post(url("round_review", draft), {"spread": "100.5"})
    assert "应在 0 至 100 之间" in refused.content.decode()
