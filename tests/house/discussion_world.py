"""A round whose experts confer, for everybody who might knock on its doors."""

from datetime import UTC, datetime

from applications.models import Dossier, Round
from portal.models import User
from scoring.models import Discussion, DiscussionChange, HiddenPost, Post, SecondSheet
from tests.factories import NOW, make_assignment, make_dossier, make_round, make_sheet

DUE = datetime(2099, 1, 5, 10, tzinfo=UTC)
Arguments = dict[str, list[object]]


def make_discussions(people: dict[str, User]) -> Arguments:
    """One that waits for an answer, one answered, one before the own sheet is in."""
    round = make_round(status=Round.Status.SCORING, review={"spread": "15"})
    expert = people["RA"].expert
    seats = {}
    for name in ("conferring", "answered", "unready", "undiscussed"):
        dossier = make_dossier(
            people["AO"] if name == "conferring" else None,
            round=round, status=Dossier.Status.ACCEPTED,
        )  # fmt: skip
        seats[name] = make_assignment(dossier=dossier, expert=expert)
        make_sheet(make_assignment(dossier=dossier))
        if name == "unready":
            make_sheet(seats[name], state="draft", points={})
        else:
            make_sheet(seats[name])
    opened = {
        name: Discussion.objects.create(
            dossier=seat.dossier, spread="20.00", due_at=DUE,
            opened_by=people["PO"], opened_at=NOW,
        )
        for name, seat in seats.items()
        if name != "undiscussed"
    }  # fmt: skip
    SecondSheet.objects.create(
        assignment=seats["answered"], discussion=opened["answered"], state="handed_in",
        total=10000, handed_in_at=NOW,
    )  # fmt: skip
    post = Post.objects.create(
        discussion=opened["conferring"], assignment=seats["conferring"], number=1,
        text="示例", at=NOW,
    )  # fmt: skip
    hidden = Post.objects.create(
        discussion=opened["conferring"], assignment=seats["conferring"], number=2,
        text="示例", at=NOW,
    )  # fmt: skip
    HiddenPost.objects.create(post=hidden, reason="示例", by=people["PO"], at=NOW)
    DiscussionChange.objects.create(
        discussion=opened["conferring"], kind="extended", due_before=NOW,
        due_after=DUE, reason="示例", by=people["PO"], at=NOW,
    )  # fmt: skip
    return {
        "hidden_post": [hidden.pk],
        "conferring_round": [round.pk],
        **{name: [seat.key] for name, seat in seats.items()},
        "discussion": [opened["conferring"].key],
        "post": [post.pk],
    }
