"""What an enterprise's earlier dossier gives to a new one (沿用)."""

from collections.abc import Iterable, Mapping
from typing import Any

from applications.models import Dossier
from applications.presentation import kind_label
from applications.presentation.sections import Section

Values = dict[str, Any]


def carried_over(
    document: Mapping[str, Any], sections: Iterable[Section], source: str
) -> Values:
    """The parts of ``document`` that these sections ask for too.

    ``carried`` says of each section that was given anything where it comes from; it is
    taken away as somebody looks the section over and saves it. Files stay behind: they
    prove what was true then.
    """
    found: Values = {"metrics": {}, "profile": {}, "capabilities": {}, "carried": {}}
    for section in sections:
        given = _given(document, section)
        if any(given.values()):
            found["carried"][section.id] = source
        for part, values in given.items():
            if isinstance(values, list):
                found[part] = values
            else:
                found[part] |= values
    return found


def _given(document: Mapping[str, Any], section: Section) -> Values:
    asked = {
        "metrics": [each.id for each in section.metrics],
        "profile": [each.id for each in section.fields],
        "capabilities": [each.metric.id for each in section.questions],
    }
    given: Values = {
        part: {id: document[part][id] for id in ids if id in document.get(part, {})}
        for part, ids in asked.items()
    }
    if section.rows:
        columns = {each.id for each in (*section.columns, *section.row_metrics)}
        given[section.rows] = [
            {id: value for id, value in row.items() if id in columns}
            for row in document.get(section.rows, ())
        ]
    return given


def source_label(dossier: Dossier) -> str:
    """How a person knows that dossier again."""
    kind = kind_label(dossier.round.guide_key, dossier.kind)
    return f"{dossier.round.title}·{kind}（{dossier.number or '草稿'}）"
