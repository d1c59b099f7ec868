"""What entries of the audit log are about, in the words of the guides."""

import re
from collections.abc import Iterable

from django import template

from applications.models import Round
from portal import guides
from portal.models import AuditEntry

register = template.Library()

#: Before lists and defences had the guide's word, their entries ended in a code.
OLDER = re.compile(r"(?P<title>.+) (?P<kind>[a-z]+)(?P<rest>| 答辩)")
ABOUT = {"scoring.shortlist", "scoring.defencecall"}


@register.simple_tag
def with_subjects(entries: Iterable[AuditEntry]) -> list[tuple[AuditEntry, str]]:
    """Each entry and its subject; one query where one of them was written so."""
    found = [(each, _older(each)) for each in entries]
    keys = _guide_keys({match["title"] for _, match in found if match})
    return [
        (each, _said(match, keys) if match else each.subject) for each, match in found
    ]


def _older(entry: AuditEntry) -> re.Match[str] | None:
    return OLDER.fullmatch(entry.subject) if entry.subject_kind in ABOUT else None


def _guide_keys(titles: set[str]) -> dict[str, str]:
    """By title, for those that mean the guide of one province alone."""
    if not titles:
        return {}
    rows = Round.objects.filter(title__in=titles).order_by()
    pairs = list(rows.values_list("title", "guide_key").distinct())
    met = [title for title, _ in pairs]
    return {title: key for title, key in pairs if met.count(title) == 1}


def _said(match: re.Match[str], keys: dict[str, str]) -> str:
    """As it was written where its round is not found."""
    title, kind = match["title"], match["kind"]
    word = guides.kind_label(keys[title], kind) if title in keys else kind
    return f"{title} {word}{match['rest']}"
