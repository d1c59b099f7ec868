"""The scales by which a round scores what was stated, until its rules are frozen."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from applications.actions.holding import hold_round
from applications.actions.rounds import RoundIsFrozen
from applications.facts import ORIGINAL, table_of
from applications.models import Round
from applications.presentation.bands import scale_lines
from portal import guides, rules
from portal.audit import record
from portal.models import User
from portal.rules.nodes import DocumentError

Table = dict[str, Any]


class ScaleIsRefused(ValueError):
    """The bands do not make a scale; ``place`` says which of them, and what."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place, self.message = place, message


@dataclass(frozen=True, slots=True)
class Copied:
    """What came over from another round, and what did not, with why."""

    codes: tuple[str, ...]
    skipped: tuple[str, ...]


@transaction.atomic
def set_scale(
    *, round: Round, code: str, scale: Table | None, reason: str, by: User
) -> None:
    """Give one indicator its bands, or take them away (None).

    Raises ScaleIsRefused, or RoundIsFrozen once the round has opened.
    """
    current = _preparing(round)
    before = leaf_of(table_of(current), code)
    data = with_scale(current.table, code, scale)
    _write(round, data)
    record(
        by=by,
        action="round.bands_set",
        subject=round,
        code=code,
        changes={"bands": [in_words(before), in_words(leaf_of(_read(data), code))]},
        reason=reason,
    )


@transaction.atomic
def copy_scales(*, round: Round, source: Round, by: User) -> Copied:
    """Take over another round's bands for indicators of the same code and name.

    Those that do not fit their weight here stay away, and are named.
    """
    current = _preparing(round)
    data, codes, skipped = current.table, [], []
    here = {each.code: each for each in table_of(current).indicators}
    for leaf in table_of(source).indicators:
        if leaf.scale is None:
            continue
        mine = here.get(leaf.code)
        if mine is None or mine.path != leaf.path:
            skipped.append(f"{leaf.code} {leaf.label}：本批次没有同编号、同名的指标。")
            continue
        try:
            data = with_scale(data, leaf.code, rules.scale_data(leaf.scale))
            codes.append(leaf.code)
        except ScaleIsRefused as refusal:
            skipped.append(f"{leaf.code} {leaf.label}：{refusal.message}")
    if codes:
        _write(round, data)
        more = {"source": source.code, "items": codes}
        record(by=by, action="round.bands_copied", subject=round, **more)
    return Copied(tuple(codes), tuple(skipped))


def with_scale(table: Table, code: str, scale: Table | None) -> Table:
    """The table with this scale for one indicator; raises ScaleIsRefused."""
    leaves = [
        {key: value for key, value in each.items() if key != "scale"}
        | ({"scale": scale} if scale else {})
        if each["code"] == code
        else each
        for each in table["indicators"]
    ]
    data = {**table, "indicators": leaves}
    leaf = leaf_of(_read(data), code)
    problem = leaf.scale and rules.metric_problem(leaf.scale, guides.vocabulary())
    if problem:
        raise ScaleIsRefused("metric", problem)
    return data


def leaf_of(table: rules.IndicatorTable, code: str) -> rules.Indicator:
    """Raises KeyError, where the table lacks it."""
    for each in table.indicators:
        if each.code == code:
            return each
    raise KeyError(code)


def in_words(leaf: rules.Indicator) -> str:
    return scale_lines(leaf.scale).text if leaf.scale else ""


def _read(table: Table) -> rules.IndicatorTable:
    own = {key: value for key, value in table.items() if key != ORIGINAL}
    try:
        return rules.read_table(own)
    except DocumentError as error:
        place = error.place.partition(".scale")[2].lstrip(".")
        raise ScaleIsRefused(place, error.message) from None


def _preparing(round: Round) -> Round:
    current = hold_round(round.pk)
    if current.status != Round.Status.DRAFT:
        raise RoundIsFrozen
    return current


def _write(round: Round, table: Table) -> None:
    held = Round.objects.filter(pk=round.pk, status=Round.Status.DRAFT)
    if not held.update(table=table):
        raise RoundIsFrozen
    round.table = table
