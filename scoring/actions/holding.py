"""What experts and officials keep still; ``applications.actions.holding`` says why."""

from applications.models import Round
from scoring.models import Assignment


def hold_assignment(assignment_id: int) -> None:
    """For what its expert does: scoring ends before or after it, never meanwhile.

    Not the round, so that experts do not wait for one another.
    """
    Assignment.objects.select_for_update().values_list("pk").get(pk=assignment_id)


def hold_assignments_of(round: Round) -> None:
    """For the end of scoring, by who holds the round: no expert does anything now."""
    inside = Assignment.objects.filter(dossier__round=round).order_by("pk")
    list(inside.select_for_update(of=["self"]).values_list("pk", flat=True))
