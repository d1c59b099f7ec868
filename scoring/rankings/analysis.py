"""The analysis of one kind's ranking, put together; none of it changes the ranking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from applications.facts import rule_of
from applications.models import Round
from portal import rules
from portal.kept import Kept
from portal.models import User
from portal.rules.agreement import agreement
from portal.rules.chances import DRAWS
from portal.rules.severity import Severities, severities
from portal.rules.whatif import Shift, Tally, tally
from scoring.facts import document_lines_of, sheets_of
from scoring.facts.ratings import ratings_of
from scoring.forms.trials import TrialForm
from scoring.models import Shortlist
from scoring.rankings.compared import (
    Column,
    ComparedRow,
    chances_of,
    columns_of,
    compared_rows,
    near,
    not_in_chances,
)
from scoring.rankings.experts import (
    BY_CHANCE,
    FAR,
    FEWEST,
    AgreementRow,
    ExpertRow,
    Outlier,
    PanelRow,
    agreement_rows,
    expert_rows,
    outliers_of,
    panel_rows,
    reach_of,
)
from scoring.rankings.figures import two
from scoring.rankings.inputs import state_of_round
from scoring.rankings.notes import NoteLine, note_lines
from scoring.rankings.ranked import Ranked, asked_of, ranked, shortlist_of
from scoring.rankings.trial import Trial, swap_at_the_line, trial_of


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the sheets of one kind say, and on demand what other weights would make
    of them. ``printed`` are the parts of the page that rest on nothing else."""

    found: Ranked
    rule: rules.Rule
    sheets: int
    fitted: Severities
    experts: Sequence[ExpertRow]
    panel_size: Decimal | None
    agreement: Sequence[AgreementRow]
    panels: Sequence[PanelRow]
    outliers: Sequence[Outlier]
    columns: Sequence[Column]
    rows: Sequence[ComparedRow]
    counted: Tally
    shift: Shift | None
    printed: dict[str, SafeString] = field(default_factory=dict)
    form: TrialForm | None = None
    trial: Trial | None = None
    notes: Sequence[NoteLine] = ()

    @property
    def reach(self) -> int:
        return reach_of(self.experts)

    @property
    def span(self) -> int:
        return 2 * self.reach

    @property
    def unsure(self) -> int:
        return sum(row.is_unsure for row in self.rows)

    @property
    def by_chance(self) -> str:
        """How many outliers chance alone would bring forth."""
        expected = self.sheets * BY_CHANCE / 100_000
        return f"约 {expected:.0f} 份" if expected >= 1 else "不到 1 份"

    @property
    def has_chances(self) -> bool:
        return any(row.chance is not None for row in self.rows)

    @property
    def about_the_line(self) -> Sequence[ComparedRow]:
        return near(self.rows)

    @property
    def not_drawn(self) -> Sequence[str]:
        """What decides who is selected and is not in the chances, in words."""
        return not_in_chances(self.found.round, self.found.kind)

    @property
    def figures(self) -> dict[str, Any]:
        """The constants that the sentences of the page name."""
        return {"draws": DRAWS, "far": FAR, "fewest": FEWEST}


_kept: Kept[Analysis] = Kept(most=16)


def analysis_of(
    user: User, round: Round, kind: str, wanted: Mapping[str, Any]
) -> Analysis:
    """Of the sheets that count; where the line runs is ``wanted``.

    Six queries: the frozen list, the ranking's state; four more the first time that
    it stands so.
    """
    shortlist = None if round.defence else shortlist_of(user, round, kind)
    frozen = (shortlist.pk, shortlist.digest) if shortlist else None
    state = state_of_round(round, frozen, asked_of(wanted), kind=kind)
    kept = _kept.get(state, lambda: _made(round, kind, shortlist, wanted))
    found = replace(kept.found, round=round, shortlist=shortlist)
    return replace(kept, found=found, form=_form(found, kept.counted, wanted))


def with_trial(user: User, analysis: Analysis) -> Analysis:
    """The same with the weights that its form asks for, and the notes. One query."""
    found, form = analysis.found, analysis.form
    trial = None
    if form.is_bound and form.is_valid():
        trial = trial_of(found, analysis.rule, analysis.counted, form.weights)
    notes = note_lines(user, found.round, found.kind, form)
    return replace(analysis, trial=trial, notes=notes)


def _form(found: Ranked, counted: Tally, wanted: Mapping[str, Any]) -> TrialForm:
    line = asked_of(found.form.data) if found.form and found.form.is_bound else []
    return TrialForm(counted.own_weights(), wanted, line)


def _made(
    round: Round, kind: str, shortlist: Shortlist | None, wanted: Mapping[str, Any]
) -> Analysis:
    sheets = sheets_of(round, kind)
    found = _found(round, kind, shortlist, wanted, sheets)
    lines = {line.number: line for line in found.lines}
    sheets = [sheet for sheet in sheets if sheet.dossier in lines]
    placed = [s for s in sheets if lines[s.dossier].place is not None]
    ratings, counted = ratings_of(sheets), tally(placed, found.table)
    rule, fitted = rule_of(round), severities(ratings)
    agreed = agreement(ratings, fitted)
    return Analysis(
        found=found,
        rule=rule,
        sheets=len(sheets),
        fitted=fitted,
        experts=expert_rows(ratings, fitted),
        panel_size=two(agreed.experts),
        agreement=agreement_rows(agreed),
        panels=panel_rows(ratings),
        outliers=outliers_of(ratings, fitted, lines),
        columns=columns_of(rule),
        rows=compared_rows(
            found, rule, counted, fitted, chances_of(found, rule, ratings)
        ),
        counted=counted,
        shift=swap_at_the_line(found, rule, counted),
    )


def _found(
    round: Round,
    kind: str,
    shortlist: Shortlist | None,
    wanted: Mapping[str, Any],
    sheets: list[rules.Sheet],
) -> Ranked:
    """The ranking; of a round with a defence that of its documents, also once frozen:
    all that is analysed are their marks."""
    if round.defence:
        lines = document_lines_of(round, kind, sheets)
        return ranked(round, kind, None, wanted, lines=lines)
    return ranked(round, kind, shortlist, wanted, sheets)
