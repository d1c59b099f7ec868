"""Which experts know the industry of which dossier."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db.models import F, QuerySet

from applications.models import Dossier
from portal.guides.knowing import areas_of_fields, areas_of_industry
from scoring.models import Expert

Key = TypeVar("Key")


def with_industry(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Each with the ``industry`` that it states; no document is read."""
    return dossiers.annotate(industry=F("document__profile__industry"))


def industries_of(dossiers: Iterable[Dossier]) -> dict[int, str]:
    """What each states as its industry, "" where none; they come ``with_industry``."""
    said = {each.pk: each.industry for each in dossiers}
    return {pk: each if isinstance(each, str) else "" for pk, each in said.items()}


def fitting_pairs(
    industries: Mapping[Key, str], experts: Iterable[Expert]
) -> frozenset[tuple[Key, int]]:
    """(dossier, expert) that have an area in common, or what else states one."""
    known = {expert.pk: areas_of_fields(expert.fields) for expert in experts}
    areas = {industry: areas_of_industry(industry) for industry in industries.values()}
    who = {
        industry: [pk for pk, mine in known.items() if mine & wanted]
        for industry, wanted in areas.items()
    }
    return frozenset(
        (dossier, expert)
        for dossier, industry in industries.items()
        for expert in who[industry]
    )
