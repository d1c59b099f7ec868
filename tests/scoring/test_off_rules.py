"""A line that is not the published quota wants a reason, and all who read it see it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.models import AuditEntry
from scoring.actions import amending, letters, shortlists
from scoring.exports.letter_pdf import letter_html
from scoring.facts import line_reason_of
from scoring.models import Letter, Shortlist
from tests.factories import NOW
from tests.scoring.amended import (
    CHANGED,
    digest_now,
    put_out,
    recheck,
    reopen_marks,
    seats_of,
    upheld,
)
from tests.scoring.closed_rounds import (
    KIND,
    OFF_RULES,
    make_closed_round,
    make_officials,
    make_ranked,
    make_three,
)
from tests.scoring.pages import BY_QUOTA, frozen, hidden, text_of, url

pytestmark = pytest.mark.django_db

ONE = {"cut": "quota", "quota": "1"}
BY_MARK = {"cut": "mark", "minimum": "75.00"}
SAID = f"规则名额 2 家，实取名额 1 家，理由：{OFF_RULES}"


@pytest.fixture
def round():
    return make_closed_round()


@pytest.fixture
def officials():
    return make_officials()


def draw_up(round, by, quota=1, minimum=None, **more):
    return shortlists.draw_up(
        round=round, kind=KIND, quota=quota, minimum=minimum, by=by, at=NOW, **more
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [((1, None), "实取名额 1 家"), ((None, Decimal(75)), "实按分数线取")],
)
def test_another_line_than_the_rules_is_refused_without_a_reason(
    round, officials, line, words
):
    make_three(round)
    for empty in ("", " "):
        with pytest.raises(shortlists.LineUnexplained, match=words) as error:
            draw_up(round, officials[0], *line, line_reason=empty)
        assert "规则名额 2 家" in str(error.value)
    assert not Shortlist.objects.exists()

    found = draw_up(round, officials[0], *line, line_reason=OFF_RULES)

    assert found.line_reason == OFF_RULES
    assert AuditEntry.objects.get().detail["line_reason"] == OFF_RULES


def test_the_quota_of_the_rules_needs_and_keeps_none(round, officials):
    make_three(round)
    found = draw_up(round, officials[0], 2, line_reason=OFF_RULES)
    assert (found.line_reason, line_reason_of(round, found)) == ("", "")
    assert "line_reason" not in AuditEntry.objects.get().detail


def test_where_the_rules_name_no_quota_no_line_is_off_them(officials):
    round = make_closed_round(quotas={})
    make_three(round)
    assert draw_up(round, officials[0], 1).line_reason == ""


def test_the_reason_is_no_part_of_the_digest(round, officials):
    make_three(round)
    one = draw_up(round, officials[0], line_reason=OFF_RULES)
    shortlists.withdraw(shortlist=one, reason="示例", by=officials[0])
    two = draw_up(round, officials[0], line_reason="另一理由。")
    assert one.digest == two.digest


@pytest.mark.parametrize("line", [ONE, BY_MARK])
def test_the_page_asks_only_where_the_line_differs(client, round, officials, line):
    make_three(round)
    client.force_login(officials[0])
    assert 'name="line_reason"' not in str(
        client.get(url("draw_up", round), BY_QUOTA).content
    )
    page = client.get(url("draw_up", round), line)
    assert 'name="line_reason"' in page.content.decode()
    assert "规则名额 2 家" in text_of(page)

    posted = {**line, "digest": hidden(page, "digest")}
    again = client.post(url("draw_up", round), posted)
    assert "请写明理由" in text_of(again)
    assert hidden(again, "digest") == posted["digest"]
    assert hidden(again, "cut") == line["cut"]
    assert not Shortlist.objects.exists()

    done = client.post(url("draw_up", round), {**posted, "line_reason": OFF_RULES})
    assert done.status_code == 302
    assert Shortlist.objects.get().line_reason == OFF_RULES


def test_who_signs_and_the_public_read_it(client, round, officials):
    make_three(round)
    drawn = frozen(round, officials[0], quota=1)
    client.force_login(officials[1])
    assert SAID in text_of(client.get(url("approve", round)))
    assert SAID in text_of(client.get(url("ranking", round)))
    put_out(drawn, officials)
    client.logout()
    assert SAID in text_of(client.get(reverse("scoring:publicity", args=[round.pk])))


def test_a_list_by_the_rules_says_nothing_of_it(client, round, officials):
    make_three(round)
    put_out(frozen(round, officials[0]), officials)
    client.force_login(officials[1])
    for address in (
        url("ranking", round),
        reverse("scoring:publicity", args=[round.pk]),
    ):
        assert "规则名额" not in text_of(client.get(address))


@pytest.mark.parametrize("quota", [1, 2])
def test_the_letters_quote_it_beside_the_quota(round, officials, quota):
    make_three(round)
    put_out(frozen(round, officials[0], quota=quota), officials)
    letters.write_letters(round=round, kinds=["result"], by=officials[0], at=NOW)
    content = Letter.objects.get(dossier__number="A-03").content
    said = f"本类型名额 {quota} 个{f'（{SAID}）' if quota == 1 else ''}，拟入选"
    assert said in letter_html(content)
    assert ("off_rules" in content["standing"]) is (quota == 1)


def upheld_list(round, officials, quota):
    """Before the public, with an upheld objection that is dealt with."""
    for number, share in (("A-01", "0.9"), ("A-02", "0.8"), ("A-03", "0.79")):
        make_ranked(round, number, share, share)
    found = put_out(frozen(round, officials[0], quota=quota), officials)
    objection = upheld(found, officials[0], "A-01")
    reopen_marks(objection, officials[0])
    recheck(seats_of(objection)[0])
    return found


def amend(shortlist, by, quota, **more):
    return amending.amend(
        shortlist=shortlist, quota=quota, minimum=None, reason=CHANGED, by=by, at=NOW,
        digest=digest_now(shortlist, quota), **more,
    )  # fmt: skip


def test_a_list_made_again_by_the_same_line_keeps_the_reason(round, officials):
    old = upheld_list(round, officials, 1)
    assert amend(old, officials[0], 1).line_reason == OFF_RULES


def test_a_list_made_again_by_another_line_says_why_anew(round, officials):
    old = upheld_list(round, officials, 1)
    with pytest.raises(shortlists.LineUnexplained):
        amend(old, officials[0], 3)
    old.refresh_from_db()
    assert old.state == "published"
    assert amend(old, officials[0], 3, line_reason="另有并列。").line_reason


def test_the_page_of_a_list_made_again_asks_where_the_line_is_another(
    client, round, officials
):
    old = upheld_list(round, officials, 1)
    client.force_login(officials[0])
    same = client.get(url("amend", round))
    by_the_rules = client.get(url("amend", round), BY_QUOTA)
    other = client.get(url("amend", round), {"cut": "quota", "quota": "3"})

    assert f"{SAID}（沿用原名单的理由）" in text_of(same)
    for page, asks in ((same, False), (by_the_rules, False), (other, True)):
        assert ('name="line_reason"' in page.content.decode()) is asks
    assert "沿用原名单的理由" not in text_of(other)

    posted = {name: hidden(other, name) for name in ("digest", "cut", "quota")}
    refused = client.post(url("amend", round), {**posted, "reason": CHANGED})
    assert "请写明理由" in text_of(refused)
    done = client.post(
        url("amend", round), {**posted, "reason": CHANGED, "line_reason": "并列。"}
    )
    assert done.status_code == 302
    assert Shortlist.objects.standing().get().line_reason == "并列。"
    old.refresh_from_db()
    assert old.state == "void"
