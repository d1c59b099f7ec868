"""Which marks a correction during scoring opens again (重新打开的指标), and why.

Nothing is stored when the correction arrives: what a mark was given by is a version of
the dossier, and the later versions say what differs. So no correction can be missed,
however it falls in with what an expert does that moment.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from applications.facts import guide_of, table_of
from applications.models import Dossier, DossierVersion, Round
from applications.presentation import Section, sections_of
from applications.presentation.comparing import Compared, Marked, compare, of_version
from applications.presentation.handed_in import as_handed_in
from portal import guides, rules
from scoring.facts.blinding import Veil
from scoring.models import Assignment, ScoreSheet


@dataclass(frozen=True, slots=True)
class Changed:
    """One fact before and after; files are counted, never named where blind.

    Or what an official found wrong when an objection was upheld, without an ``old``.
    """

    label: str
    old: str
    new: str


#: What is told of a mark that was opened because an objection was upheld.
OBJECTED = "异议成立，请复核"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expert says to it: the old mark once more, or another with a reason."""

    points: str
    reason: str = ""


def read_versions(assignments: Iterable[Assignment]) -> None:
    """For lists: the versions of what was recalled, all in one query, or none."""
    recalled = [a.dossier for a in assignments if a.dossier.recalled_version]
    if recalled:
        prefetch_related_objects(recalled, "versions")


def as_read_by_experts(dossier_id: int) -> Dossier:
    """As it is now; while it is being put right, as it was handed in. 1-3 queries."""
    rows = Dossier.objects.select_related("round", "enterprise")
    dossier = rows.get(pk=dossier_id)
    as_handed_in(dossier)
    return dossier


def latest_version(dossier: Dossier) -> int:
    """The number of the version that experts read; 0 where nothing was recalled."""
    if dossier.recalled_version is None:
        return 0
    return max(each.number for each in dossier.versions.all())


def reopened_of(sheet: ScoreSheet, dossier: Dossier) -> dict[str, tuple[Changed, ...]]:
    """By indicator code, for marks that stand on facts which are others now, or that
    an upheld objection touches.

    One query for what was recalled, unless ``read_versions`` came before.
    """
    found = _corrected(sheet, dossier)
    for code, why in sheet.assignment.reopened.items():
        said = Changed(OBJECTED, "", _veiled(dossier)(why))
        found[code] = (*found.get(code, ()), said)
    order = [each.code for each in table_of(dossier.round).indicators] if found else ()
    return {code: found[code] for code in order if code in found}


def _corrected(sheet: ScoreSheet, dossier: Dossier) -> dict[str, tuple[Changed, ...]]:
    first = dossier.recalled_version
    if first is None or not sheet.points:
        return {}
    versions = {each.number: each for each in dossier.versions.all()}
    latest = versions[max(versions)]
    bases: dict[int, list[str]] = {}
    for code in sheet.points:
        bases.setdefault(sheet.seen.get(code, first), []).append(code)
    found = {}
    for base, codes in bases.items():
        if base < latest.number:
            touched = changes_by_leaf(dossier, versions[base], latest)
            found |= {code: touched[code] for code in codes if code in touched}
    return found


def unchecked_of(
    round: Round, dossiers: Iterable[Dossier] | None = None
) -> list[ScoreSheet]:
    """Sheets handed in whose marks a correction opened again, not yet looked at.

    Of the whole round, or of these dossiers; two queries.
    """
    rows = ScoreSheet.objects.counting().filter(
        assignment__dossier__round=round,
        assignment__dossier__recalled_version__isnull=False,
    )
    if dossiers is not None:
        rows = rows.filter(assignment__dossier__in=[each.pk for each in dossiers])
    sheets = list(rows.select_related("assignment__dossier"))
    read_versions(each.assignment for each in sheets)
    for each in sheets:
        each.assignment.dossier.round = round
    return [each for each in sheets if reopened_of(each, each.assignment.dossier)]


def changes_by_leaf(
    dossier: Dossier, old: DossierVersion, new: DossierVersion
) -> dict[str, tuple[Changed, ...]]:
    """What of an indicator's figures, rows, answers and files differs; no query."""
    table = table_of(dossier.round)
    sections = sections_of(guide_of(dossier.round), dossier.kind, table)
    compared = {e.id: e for e in compare(of_version(old), of_version(new), sections)}
    veil = Veil(dossier) if dossier.round.is_blind else None
    found = {}
    for leaf in table.indicators:
        units = units_of(leaf)
        changed = [
            each
            for section in sections
            if section.id in compared
            for each in _changes(section, compared[section.id], units, leaf, veil)
        ]
        if changed:
            found[leaf.code] = tuple(changed)
    return found


def _veiled(dossier: Dossier) -> Callable[[str], str]:
    return Veil(dossier).text if dossier.round.is_blind else str


def units_of(leaf: rules.Indicator) -> frozenset[str]:
    """What is stated for an indicator: its item and its scale's, down to their parts,
    or the rows that are counted."""
    ids = (leaf.metric, leaf.scale.metric if leaf.scale else None)
    return units_stating(id for id in ids if id)


def units_stating(ids: Iterable[str]) -> frozenset[str]:
    """The units of the form in which these metrics are stated."""
    words = guides.vocabulary()
    units = set()
    for id in ids:
        metric = words.find(id)
        if metric is None:
            units.add(id)  # a field of the form, or an ability of the guide's own
        else:
            parts = words.typed_in(metric)
            units |= {e.scope if e.scope in words.rows else e.id for e in parts}
    return frozenset(units)


def _changes(
    section: Section,
    compared: Compared,
    units: frozenset[str],
    leaf: rules.Indicator,
    veil: Veil | None,
) -> Iterator[Changed]:
    def said(text: str) -> str:
        return veil.text(text) if veil else text

    for pair in compared.pairs:
        if pair.unit in units:
            old, new = pair.old or "未填写", pair.new or "未填写"
            yield Changed(pair.label, said(old), said(new))
    for row in compared.rows:
        if row.unit in units:
            yield from _row(row, said(row.name), said)
    files = [each for each in compared.files if _proves(section, each, units)]
    if files:
        yield Changed("佐证材料", "提交时的文件", _files(files, veil))


def _row(row: Marked, name: str, said: Callable[[str], str]) -> Iterator[Changed]:
    if row.kind != "changed":
        yield Changed(f"表格“{name}”", "", f"{row.word}一行")
    else:
        for cell in row.cells:
            if cell.is_changed:
                label = f"表格“{name}”{cell.label}"
                yield Changed(label, said(cell.old), said(cell.new))


def _proves(section: Section, file: Marked, units: frozenset[str]) -> bool:
    """A file at an answer proves that answer; others prove all that their section
    states."""
    if file.unit in units:
        return True
    if any(file.unit == each.metric.id for each in section.questions):
        return False
    stated = {each.id for each in (*section.metrics, *section.fields)}
    return bool(units & (stated | {section.rows}))


def _files(files: Iterable[Marked], veil: Veil | None) -> str:
    if veil is None:
        return "，".join(f"{each.word} {each.name}" for each in files)
    words = [each.word for each in files]
    return "，".join(f"{word} {words.count(word)} 份" for word in dict.fromkeys(words))
