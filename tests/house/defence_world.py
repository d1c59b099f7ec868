"""A round with on-site defences, for everybody who might knock on its doors."""

from applications.models import Dossier, Round
from portal.models import User
from scoring.models import Assignment, Defence, DefenceCall, DefenceSheet
from tests.factories import NOW, make_assignment, make_dossier, make_round, make_sheet
from tests.scoring.closed_rounds import capable_document
from tests.scoring.defended import RULES

Arguments = dict[str, list[object]]
#: Called and on its day, not called yet, ended, called and marked by nobody.
KINDS = {
    "called": "industry", "uncalled": "comprehensive", "ended": "regional",
    "fresh": "specialized",
}  # fmt: skip


def make_defences(people: dict[str, User]) -> Arguments:
    """RA sits on each; of the one under way somebody else has handed in."""
    round = make_round(status=Round.Status.CLOSED, defence=RULES)
    seats = {name: _seat(round, kind, people["RA"]) for name, kind in KINDS.items()}
    held = {
        name: _defence(seats[name].dossier, people["PO"], ended=name == "ended")
        for name in ("called", "ended", "fresh")
    }
    DefenceSheet.objects.create(
        assignment=make_assignment(dossier=held["called"].dossier),
        defence=held["called"], state="handed_in", total=8000, handed_in_at=NOW,
    )  # fmt: skip
    return {
        "defended_round": [round.pk],
        **{f"{name}_kind": [round.pk, kind] for name, kind in KINDS.items()},
        "defence": [held["called"].key],
        "ended_defence": [held["ended"].key],
        "defence_seat": [held["called"].key, seats["called"].key],
        "ended_seat": [held["ended"].key, seats["ended"].key],
        "defending": [seats["called"].key],
        "defended": [seats["ended"].key],
        "not_defending": [seats["uncalled"].key],
    }


def _seat(round: Round, kind: str, expert: User) -> Assignment:
    dossier = make_dossier(
        round=round, kind=kind, status=Dossier.Status.ACCEPTED,
        document=capable_document(),
    )  # fmt: skip
    seat = make_assignment(dossier=dossier, expert=expert.expert)
    make_sheet(seat)
    return seat


def _defence(dossier: Dossier, by: User, *, ended: bool) -> Defence:
    over = {"ended_by": by, "ended_at": NOW} if ended else {}
    call = DefenceCall.objects.create(
        round=dossier.round, kind=dossier.kind, called_by=by, called_at=NOW, **over
    )
    return Defence.objects.create(
        call=call, dossier=dossier, starts_at=NOW, minutes=20, place="示例会议室"
    )
