"""A dossier's sections filled with what it states, every value as text to print."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from applications.facts import facts_of, guide_of, table_of
from applications.models import Dossier, Evidence
from applications.presentation.conditions import why_required
from applications.presentation.sections import (
    CASES,
    Question,
    Section,
    sections_of,
)
from applications.presentation.values import (
    NUMERIC,
    Line,
    as_typed,
    computed,
    figure,
    line_of,
    text_of,
)
from portal import rules

ANSWERS = {"yes": "符合", "partly": "部分符合", "no": "不符合"}
TONES = {"yes": "ok", "partly": "warn", "no": "err"}


@dataclass(frozen=True, slots=True)
class File:
    """A piece of evidence as a page names it, with the address that serves it.

    ``view_url`` shows its pages, where these can be shown.
    """

    name: str
    url: str
    pages: str
    size: int
    section: str
    clause: str
    view_url: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Repeated rows: heads as (label, is a number), cells as text."""

    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[tuple[str, str, bool], ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One capability: the clauses as issued, what is claimed and what proves it."""

    label: str
    clauses: tuple[rules.Clause, ...]
    word: str
    tone: str
    statement: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """One kind of attachment and the files that were put there."""

    label: str
    is_required: bool
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of the form with its content; ``edit_url`` for who may change it."""

    id: str
    title: str
    lines: tuple[Line, ...] = ()
    grid: Grid | None = None
    cases: tuple[tuple[Line, ...], ...] = ()
    answers: tuple[Answer, ...] = ()
    slots: tuple[Slot, ...] = ()
    files: tuple[File, ...] = ()
    edit_url: str = ""


def files_of(
    evidence: Iterable[Evidence],
    url_of: Callable[[Evidence], str],
    view_url_of: Callable[[Evidence], str] = lambda _: "",
) -> tuple[File, ...]:
    return tuple(
        File(e.name, url_of(e), e.pages, e.size, e.section, e.clause, view_url_of(e))
        for e in evidence
    )


def chapters_of(
    dossier: Dossier, files: Iterable[File] = (), *, is_blind: bool = False
) -> tuple[Chapter, ...]:
    """Every section with its content; ``is_blind`` leaves out what names the firm."""
    facts, files = facts_of(dossier), tuple(files)
    round = dossier.round
    sections = sections_of(guide_of(round), dossier.kind, table_of(round))
    return tuple(
        _chapter(section, dossier.document, facts, files, is_blind)
        for section in sections
    )


def _chapter(
    section: Section,
    document: Mapping[str, Any],
    facts: rules.Facts,
    files: tuple[File, ...],
    is_blind: bool,
) -> Chapter:
    profile = document.get("profile", {})
    shown = (f for f in section.fields if not (is_blind and f.identifying))
    metrics = document.get("metrics", {})
    own = tuple(f for f in files if f.section == section.id and not f.clause)
    typed = partial(_typed, _unread(section, document))
    return Chapter(
        id=section.id,
        title=section.title,
        lines=(
            *(typed(line_of(each, profile.get(each.id)), each.id) for each in shown),
            *(
                typed(figure(each, metrics.get(each.id)), each.id)
                for each in section.metrics
            ),
            *(computed(each, facts) for each in section.derived),
        ),
        grid=_grid(section, document) if section.row_metrics else None,
        cases=_cases(section, document, is_blind),
        answers=_answers(section, document, files),
        slots=_slots(section, files, document),
        files=() if section.attachments else own,
    )


def _unread(section: Section, document: Mapping[str, Any]) -> dict[str, str]:
    """What was typed and could not be read, by the name of its control."""
    entries = document.get("unread", {}).get(section.id, {})
    return {name: entry["raw"] for name, entry in entries.items() if entry["raw"]}


def _typed(unread: Mapping[str, str], line: Line, name: str) -> Line:
    """The line as it was typed, where that could not be read."""
    raw = unread.get(name)
    return line if raw is None else replace(line, value=raw, is_unread=True)


def _grid(section: Section, document: Mapping[str, Any]) -> Grid:
    heads = tuple(
        (f"{m.label}（{m.unit}）" if m.unit else m.label, m.type in NUMERIC)
        for m in section.row_metrics
    )
    unread = _unread(section, document)

    def cell(metric: rules.Metric, index: int, row: Mapping[str, Any]) -> str:
        raw = unread.get(f"{section.rows}-{index}-{metric.id}")
        return as_typed(raw) if raw else text_of(metric.type, row.get(metric.id))

    rows = tuple(
        tuple(
            (head, cell(metric, index, row), is_number)
            for metric, (head, is_number) in zip(
                section.row_metrics, heads, strict=True
            )
        )
        for index, row in enumerate(document.get(section.rows, ()))
    )
    return Grid(heads, rows)


def _cases(
    section: Section, document: Mapping[str, Any], is_blind: bool
) -> tuple[tuple[Line, ...], ...]:
    if section.rows != CASES:
        return ()
    columns = [c for c in section.columns if not (is_blind and c.identifying)]
    unread = _unread(section, document)
    return tuple(
        tuple(
            _typed(unread, line_of(each, row.get(each.id)), f"{CASES}-{n}-{each.id}")
            for each in columns
        )
        for n, row in enumerate(document.get(CASES, ()))
    )


def _answers(
    section: Section, document: Mapping[str, Any], files: tuple[File, ...]
) -> tuple[Answer, ...]:
    given, unread = document.get("capabilities", {}), _unread(section, document)
    answers = []
    for question in section.questions:
        id = question.metric.id
        answer = _answer(question, given.get(id, {}), files)
        if raw := unread.get(f"{id}-statement"):
            answer = replace(answer, statement=as_typed(raw))
        answers.append(answer)
    return tuple(answers)


def _answer(
    question: Question, given: Mapping[str, Any], files: tuple[File, ...]
) -> Answer:
    proves = {question.metric.id, *(clause.id for clause in question.clauses)}
    word = given.get("answer") or ""
    return Answer(
        label=question.metric.label,
        clauses=question.clauses,
        word=ANSWERS.get(word, "未作答"),
        tone=TONES.get(word, "open"),
        statement=given.get("statement") or "",
        files=tuple(file for file in files if file.clause in proves),
    )


def _slots(
    section: Section, files: tuple[File, ...], document: Mapping[str, Any]
) -> tuple[Slot, ...]:
    """A slot a kind of attachment; files put nowhere in particular come last."""
    slots, left = [], [f for f in files if f.section == section.id]
    for kind in section.attachments:
        mine = tuple(f for f in files if kind.id in (f.section, f.clause))
        required = kind.required or bool(why_required(kind.required_when, document))
        slots.append(Slot(kind.label, required, mine))
        left = [file for file in left if file not in mine]
    if section.attachments and left:
        slots.append(Slot("未分类", False, tuple(left)))
    return tuple(slots)
