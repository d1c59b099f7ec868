"""Which marks of a sheet still lack the comment that their round asks for.

A mark that confirms its published band needs none: the band is the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from applications.facts import review_of, table_of
from applications.models import Round
from portal import rules
from portal.rules.review import FULL
from scoring.facts.objective import CONFIRMED, Objective, Objectives, unreasoned


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond which points, not at them, an indicator's mark wants a comment."""

    below: Decimal | None = None
    above: Decimal | None = None

    @property
    def in_words(self) -> str:
        """Empty where nothing is asked."""
        limits = (("低于", self.below), ("高于", self.above))
        return "或".join(
            f"{word} {rules.plain(points)} 分"
            for word, points in limits
            if points is not None
        )


NO_LIMITS = Limits()


def limits_of(indicator: rules.Indicator, review: rules.ReviewRules) -> Limits:
    """The round's percentages as points of this indicator; exact, not rounded."""
    weight = indicator.weight or Decimal(0)

    def points(share: Decimal | None) -> Decimal | None:
        return None if share is None else share * weight / FULL

    return Limits(points(review.comment_below), points(review.comment_above))


def is_unexplained(
    indicator: rules.Indicator,
    points: str,
    comment: str,
    review: rules.ReviewRules,
    objective: Objective | None = None,
) -> bool:
    """Whether this mark, given as a sheet keeps it, wants a comment and has none."""
    if not points or comment.strip() or indicator.weight is None:
        return False
    if objective is not None and objective.answered(points) == CONFIRMED:
        return False
    return review.wants_comment(Decimal(points), indicator.weight)


def unexplained(
    round: Round,
    points: Mapping[str, str],
    comments: Mapping[str, str],
    objectives: Objectives,
) -> list[rules.Indicator]:
    """The indicators whose mark wants a comment and has none, in the table's order.

    ``objectives`` are the dossier's; only the round's own limits are asked here.
    """
    review = review_of(round)
    return [
        each
        for each in table_of(round).indicators
        if is_unexplained(
            each,
            points.get(each.code, ""),
            comments.get(each.code, ""),
            review,
            objectives.get(each.code),
        )
    ]


def lacking_of(
    round: Round,
    points: Mapping[str, str],
    comments: Mapping[str, str],
    objectives: Objectives,
) -> int:
    """How many marks stop a sheet from being handed in for want of a comment."""
    limits = unexplained(round, points, comments, objectives)
    contests = unreasoned(objectives, points, comments)
    return len({*(each.code for each in limits), *contests})
