"""A published list with a reserve, and how one leaves it, for the tests."""

from datetime import timedelta

from applications.models import Dossier
from scoring.actions import shortlists, signing, succeeding
from scoring.facts.departing import Departure
from scoring.models import Replacement, Shortlist
from tests.factories import NOW, make_enterprise, make_user
from tests.scoring.closed_rounds import KIND, make_closed_round, make_ranked
from tests.scoring.pages import frozen

LIMITS = {"city_most": 1, "reserve": 3, "total": "55"}
SINCE, UNTIL = NOW.date(), NOW.date() + timedelta(days=7)
#: City and share of full marks; two are selected.
ROWS = {
    "A-01": ("长春市", "0.9"),
    "A-02": ("长春市", "0.8"),
    "A-03": ("吉林市", "0.7"),
    "A-04": ("四平市", "0.65"),
    "A-05": ("四平市", "0.5"),
}


def make_people():
    return [make_user("official", name=f"示例{name}") for name in "甲乙丙"]


def make_published(people, limits=None, rows=None):
    """A-01 and A-03 on it; A-02, A-04 in reserve unless the limits say otherwise."""
    review = {"selection": {KIND: LIMITS if limits is None else limits}}
    round = make_closed_round(review=review)
    for number, (city, share) in (rows or ROWS).items():
        firm = make_enterprise(make_user(), city=city, name=f"示例{number}有限公司")
        make_ranked(round, number, share, enterprise=firm)
    shortlist = frozen(round, people[0])
    shortlists.approve(shortlist=shortlist, by=people[1], at=NOW)
    shortlists.publish(
        shortlist=shortlist, since=SINCE, until=UNTIL, by=people[0], at=NOW
    )
    shortlist.refresh_from_db()
    return shortlist


def selected(shortlist):
    rows = shortlist.entries.filter(is_selected=True)
    return set(rows.values_list("dossier__number", flat=True))


def entry_of(shortlist: Shortlist, number: str):
    return shortlist.entries.get(dossier__number=number)


def propose(shortlist, by, leaver="A-01", follower="A-02", **more):
    said = {
        "ground": "withdrawn",
        "reason": "示例：主动放弃。",
        "follower": entry_of(shortlist, follower).pk if follower else None,
        **more,
    }
    return succeeding.propose(
        shortlist=shortlist,
        leaver=entry_of(shortlist, leaver),
        said=Departure(**said),
        by=by,
        at=NOW,
    )


def publish(replacement: Replacement, people, since=SINCE, until=UNTIL):
    signing.approve(shortlist=replacement, by=people[1], at=NOW)
    succeeding.publish(
        replacement=replacement, since=since, until=until, by=people[0], at=NOW
    )
    replacement.refresh_from_db()


def dossier_of(number: str) -> Dossier:
    return Dossier.objects.get(number=number)
