"""Objective indicators of a dossier (客观项): the points that published bands give.

An expert confirms them by giving the same points, or contests them by giving others
with a reason, which is the comment on that indicator.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from applications.facts import facts_of, table_of
from applications.models import Dossier, Round
from applications.presentation.bands import figure_in_words, figures_in
from applications.presentation.handed_in import as_handed_in
from portal import guides, rules

CONFIRMED, CONTESTED = "confirmed", "contested"
WORDS = {CONFIRMED: "按公布分档", CONTESTED: "有异议"}


@dataclass(frozen=True, slots=True)
class Objective:
    """One of them: the stated figure, its band, the points; no points, no figure."""

    figure: str
    band: str = ""
    points: str = ""
    source: str = ""

    def answered(self, points: str) -> str:
        """What an expert's points say to it; "" where it leaves it to the expert."""
        if not self.points or not points:
            return ""
        return answer_to(self.points, points)


Objectives = Mapping[str, Objective]


def answer_to(computed: str, points: str) -> str:
    """What points say to those of the band; also points of the second round."""
    return CONFIRMED if Decimal(points) == Decimal(computed) else CONTESTED


def objectives_of(dossier: Dossier) -> dict[str, Objective]:
    """By indicator code; no query. Nothing is read where the table has no bands."""
    scaled = [each for each in table_of(dossier.round).indicators if each.scale]
    if not scaled:
        return {}
    facts, found = facts_of(dossier), {}
    for leaf in scaled:
        assert leaf.scale is not None
        reached = rules.banded(leaf.scale, facts, guides.vocabulary())
        if reached is None:
            found[leaf.code] = Objective("未填报")
        else:
            found[leaf.code] = Objective(
                figure_in_words(leaf.scale, reached),
                figures_in(leaf.scale, reached.place),
                rules.plain(reached.points),
                leaf.scale.source,
            )
    return found


def objectives_by_dossier(
    round: Round, ids: Iterable[int]
) -> dict[int, dict[str, Objective]]:
    """Of several, as experts read them; one query, none where the table has no bands.

    And those of ``as_handed_in`` for each that is being put right.
    """
    if not any(each.scale for each in table_of(round).indicators):
        return {}
    found = {}
    for dossier in Dossier.objects.filter(pk__in=list(ids)):
        dossier.round = round
        if dossier.is_recalled:
            as_handed_in(dossier)
        found[dossier.pk] = objectives_of(dossier)
    return found


def unreasoned(
    objectives: Objectives, points: Mapping[str, str], comments: Mapping[str, str]
) -> list[str]:
    """Codes of those contested without saying why."""
    return [
        code
        for code, each in objectives.items()
        if each.answered(points.get(code, "")) == CONTESTED
        and not comments.get(code, "").strip()
    ]


def has_unconfirmed(objectives: Objectives, points: Mapping[str, str]) -> bool:
    """Whether points of published bands still wait for the expert's word."""
    return any(each.points and code not in points for code, each in objectives.items())


def decided(objectives: Objectives, points: Mapping[str, str]) -> dict[str, Any]:
    """What is kept beside a sheet's points: what was computed, and the answer."""
    return {
        code: {
            "figure": each.figure,
            "band": each.band,
            "computed": each.points,
            "answer": each.answered(points.get(code, "")),
        }
        for code, each in objectives.items()
        if each.points
    }


def confirmed(
    objectives: Objectives, typed: Mapping[str, str], codes: Iterable[str]
) -> dict[str, str]:
    """What was typed, with these indicators given the points of their bands."""
    given = {
        f"points-{code}": objectives[code].points
        for code in codes
        if code in objectives and objectives[code].points
    }
    return {**typed, **given}
