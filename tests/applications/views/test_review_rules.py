"""评审规定 of a round: typed in, shown, frozen with the rest."""

import re

import pytest
from django.urls import reverse

from applications.actions.freezing import digest_of
from applications.facts import limits_of, review_of
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


def test_what_is_asked_of_the_selected_is_set_by_kind_and_public(client, draft):
    kind = draft.kinds[0]
    typed = {
        f"{kind}-total": "60分", f"{kind}-group-0": "5", f"{kind}-most": "2家",
        f"{kind}-least": "1", f"{kind}-reserve": "3",
    }  # fmt: skip

    client.post(url("round_review", draft), typed)

    draft.refresh_from_db()
    limits = limits_of(draft, kind)
    assert (limits.total, list(limits.groups.values())) == (60, [5])
    assert (limits.city_most, limits.city_least, limits.reserve) == (2, 1, 3)
    page = client.get(url("round", draft)).content.decode()
    assert "总分不低于 60 分" in page
    assert "每个设区市至多 2 家" in page
    again = client.get(url("round_review", draft)).content.decode()
    assert re.search(rf'name="{kind}-reserve" value="3"', again)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"total": "101"}, "应在 0 至 100 之间"),
        ({"group-0": "99"}, "应在 0 至"),
        ({"most": "0"}, "应为不小于 1 的整数"),
        ({"most": "1", "least": "2"}, "不得多于每市至多"),
        ({"reserve": "-1"}, "不是可用的数字"),
    ],
)
def test_a_limit_that_cannot_be_is_said_at_its_field(client, draft, typed, words):
    kind = draft.kinds[0]
    typed = {f"{kind}-{name}": value for name, value in typed.items()}

    html = client.post(url("round_review", draft), typed).content.decode()

    assert words in html
    draft.refresh_from_db()
    assert draft.review == {}
