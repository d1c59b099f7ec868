"""One kind's ranking as an official finds it: live with a trial line, or frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from applications.facts import guide_of, limits_of, table_of
from applications.models import Round
from portal import rules
from portal.models import User
from scoring.facts import (
    Cut,
    Line,
    LineNotDrawn,
    cut_of,
    digest_of,
    frozen_cut_of,
    frozen_lines_of,
    lines_of,
)
from scoring.forms.shortlists import CutForm
from scoring.models import Shortlist, ShortlistStep

Trail = list[tuple[str, str]]
#: What of a request says where the line is to run.
ASKED = ("cut", "quota", "minimum")


@dataclass(frozen=True, slots=True)
class Ranked:
    """Lines and line; ``shortlist`` where they are frozen, else ``form`` draws it.

    ``cut`` is None where the form is not filled in, or a ``tie`` is in the way.
    """

    round: Round
    kind: str
    table: rules.IndicatorTable
    lines: tuple[Line, ...]
    cut: Cut | None
    shortlist: Shortlist | None = None
    form: CutForm | None = None
    tie: LineNotDrawn | None = None

    @property
    def label(self) -> str:
        return label_of(self.round, self.kind)

    @property
    def digest(self) -> str:
        """The frozen one, or what it would be now; empty without a line."""
        if self.shortlist is not None:
            return self.shortlist.digest
        if self.cut is None:
            return ""
        return digest_of(self.round, self.kind, self.lines, self.cut)

    @property
    def query(self) -> str:
        """The line that is being tried out, as a query string."""
        return urlencode(asked_of(self.form.data)) if self.form else ""

    @property
    def selected(self) -> tuple[Line, ...]:
        chosen = self.cut.chosen if self.cut else frozenset()
        return tuple(line for line in self.lines if line.number in chosen)


def label_of(round: Round, kind: str) -> str:
    """The guide's own word for a kind of platform."""
    return guide_of(round).kinds[kind].label


def round_of(user: User, pk: int, kind: str | None = None) -> Round:
    """The round, or 404 where this official may not know it or it lacks the kind."""
    round = get_object_or_404(Round.objects.visible_to(user), pk=pk)
    if kind is not None and kind not in round.kinds:
        raise Http404
    return round


def shortlist_of(user: User, round: Round, kind: str) -> Shortlist | None:
    """The frozen list with everybody who signed it. Two queries."""
    return lists_of(user, round, kind)[0]


def lists_of(
    user: User, round: Round, kind: str
) -> tuple[Shortlist | None, list[Shortlist]]:
    """The list that stands, and those that are void, the last one first. Two queries,
    one where there is none."""
    related = ("drawn_up_by", "approved_by", "published_by", "confirmed_by")
    lists = Shortlist.objects.visible_to(user).filter(round=round, kind=kind)
    trail = Prefetch("trail", ShortlistStep.objects.select_related("by"))
    found = list(lists.select_related(*related).prefetch_related(trail))
    for each in found:
        each.round = round  # the same one: its guide is read once
    voided = [each for each in found if each.state == Shortlist.State.VOID]
    standing = [each for each in found if each not in voided]
    return (standing[0] if standing else None), voided


def ranked(
    round: Round,
    kind: str,
    shortlist: Shortlist | None,
    wanted: Mapping[str, Any],
    sheets: Sequence[rules.Sheet] | None = None,
    lines: tuple[Line, ...] | None = None,
) -> Ranked:
    """The frozen ranking, or the live one with the line that ``wanted`` asks for.

    ``sheets`` are the ones that count, ``lines`` the ranking's own, where they were
    read before.
    """
    table = table_of(round)
    if lines is None:
        lines = lines_in(round, kind, shortlist, sheets)
    if shortlist is not None:
        cut = frozen_cut_of(shortlist, lines)
        return Ranked(round, kind, table, lines, cut, shortlist)
    form = cut_form(round, kind, wanted)
    cut = tie = None
    if form.is_bound and form.is_valid():
        try:
            cut = cut_of(lines, **form.figures, limits=limits_of(round, kind))
        except LineNotDrawn as error:
            tie = error
    return Ranked(round, kind, table, lines, cut, None, form, tie)


def lines_in(
    round: Round,
    kind: str,
    shortlist: Shortlist | None,
    sheets: Sequence[rules.Sheet] | None = None,
) -> tuple[Line, ...]:
    """As they were frozen, or as they stand now."""
    if shortlist is not None:
        return frozen_lines_of(shortlist)
    return lines_of(round, kind, sheets)


def cut_form(round: Round, kind: str, wanted: Mapping[str, Any]) -> CutForm:
    """Bound to what is asked for, else to the round's quota where it has one."""
    if "cut" in wanted:
        return CutForm(wanted)
    quota = round.quotas.get(kind)
    if quota is None:
        return CutForm()
    return CutForm({"cut": Shortlist.Cut.QUOTA, "quota": str(quota)})


def asked_of(wanted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """These of a request's data."""
    return [(name, wanted.get(name, "")) for name in ASKED]


def address_of(name: str, round: Round, kind: str) -> str:
    return reverse(f"scoring:{name}", args=[round.pk, kind])


def trail_to(round: Round, kind: str | None = None) -> Trail:
    """The crumbs down to the rankings of a round, or to one kind's."""
    trail = [
        ("批次管理", reverse("applications:rounds")),
        (round.title, round.get_absolute_url()),
    ]
    if kind is not None:
        trail.append(("评审排名", reverse("scoring:rankings", args=[round.pk])))
    return trail
