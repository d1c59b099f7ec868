"""What an expert reads of a dossier: its chapters, the clause report, the evidence."""

import mimetypes
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from applications.facts import facts_of, findings_of, guide_of, table_of
from applications.models import Dossier, Evidence, Ruling
from applications.presentation import (
    Chapter,
    File,
    FindingLine,
    Report,
    Section,
    chapters_of,
    files_of,
    finding_lines,
    sections_of,
)
from applications.presentation.values import in_unit, text_of
from portal import rules
from portal.models import User
from scoring.facts.blinding import Veil


@dataclass(frozen=True, slots=True)
class Place:
    """Where the dossier speaks of an indicator, the figure it states, if any, and the
    ids of the clauses that test it."""

    chapter: str
    title: str
    stated: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """The left pane. ``places`` is by indicator code."""

    chapters: tuple[Chapter, ...]
    report: Report
    places: Mapping[str, Place]


def material_of(
    dossier: Dossier,
    evidence: Iterable[Evidence],
    rulings: Iterable[Ruling],
    url_of: Callable[[Evidence], str],
    view_url_of: Callable[[Evidence], str],
    members: Iterable[User] = (),
) -> Material:
    """What may be read of this dossier in its round; no query of its own."""
    files, rulings = files_of(evidence, url_of, view_url_of), list(rulings)
    if dossier.round.is_blind:
        veil = Veil(dossier, members)
        dossier, files = veil.dossier(dossier), neutral(files, veil)
        for ruling in rulings:
            ruling.reason = veil.text(ruling.reason)
    blind = dossier.round.is_blind
    facts = facts_of(dossier)
    findings = findings_of(dossier, rulings, ())  # vetoes are not for experts
    return Material(
        chapters_of(dossier, files, is_blind=blind),
        Report(judged(dossier, finding_lines(findings, facts, files))),
        places_of(dossier, facts),
    )


def judged(dossier: Dossier, lines: Iterable[FindingLine]) -> tuple[FindingLine, ...]:
    """Each clause with the indicators that score what it tests, where the table says
    by which data item."""
    leaves = table_of(dossier.round).indicators
    return tuple(
        replace(
            line,
            judged=tuple(
                (leaf.code, leaf.label)
                for leaf in leaves
                if leaf.metric and leaf.metric in line.clause.metrics
            ),
        )
        for line in lines
    )


def neutral(files: Iterable[File], veil: Veil) -> tuple[File, ...]:
    """Files under numbers instead of the names that their owner gave them."""
    return tuple(
        File(
            neutral_name(number),
            file.url,
            veil.text(file.pages),
            file.size,
            file.section,
            file.clause,
            file.view_url,
        )
        for number, file in enumerate(files, start=1)
    )


def neutral_name(number: int) -> str:
    return f"佐证 {number}"


def download_name(evidence: Evidence, number: int, is_blind: bool) -> str:
    """Under which name an expert keeps a file; ``number`` is its place, from 1."""
    if not is_blind:
        return evidence.name
    suffix = mimetypes.guess_extension(evidence.content_type) or ""
    return f"{evidence.dossier}-佐证{number}{suffix}"


def places_of(dossier: Dossier, facts: rules.Facts) -> dict[str, Place]:
    """By indicator: the chapter that holds its data item, and what is stated there."""
    table = table_of(dossier.round)
    guide = guide_of(dossier.round)
    clauses = guide.kinds[dossier.kind].clauses
    sections = sections_of(guide, dossier.kind, table)
    homes = {id: section for section in sections for id in _items(section)}
    figures = {
        metric.id: metric
        for section in sections
        for metric in (*section.metrics, *section.derived)
    }
    found = {}
    for leaf in table.indicators:
        if leaf.metric in homes:
            home = homes[leaf.metric]
            stated = _stated(figures.get(leaf.metric), facts)
            tests = tuple(c.id for c in clauses if leaf.metric in c.metrics)
            found[leaf.code] = Place(f"chapter-{home.id}", home.title, stated, tests)
    return found


def _items(section: Section) -> Iterable[str]:
    asked = (*section.metrics, *section.derived, *section.fields)
    return (
        *(each.id for each in asked),
        *(question.metric.id for question in section.questions),
    )


def _stated(metric: rules.Metric | None, facts: rules.Facts) -> str:
    if metric is None or not metric.is_numeric:
        return ""
    value = rules.value_of(metric, facts)
    if value is None:
        return "未填"
    return in_unit(text_of(metric.type, rules.shown(value)), metric.unit or "")
