"""What a recommendation will do, before it is made; the list that a city stamps."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from applications.models import Dossier, Exemption, Round
from applications.presentation.checking import (
    Checks,
    checks_by_dossier,
    in_short,
    unanswered,
)
from applications.presentation.quotas import QuotaLine, quota_lines
from applications.presentation.standing import kind_label
from applications.presentation.vetoes import VetoLine, answers_by_dossier, unseen
from applications.presentation.vetoes import in_short as vetoes_in_short

Place = tuple[int, str]  # a round and a kind: one order, one quota


@dataclass(frozen=True, slots=True)
class Planned:
    """One dossier of a batch: where it will stand, what it takes, what was found.

    ``checks`` and ``vetoes`` are empty where they are not done: an obstacle says so.
    """

    dossier: Dossier
    kind: str
    order: int
    effect: str
    obstacles: list[str]
    checks: str
    vetoes: list[str]


@dataclass(frozen=True, slots=True)
class Found:
    """What the city answered about one dossier."""

    checks: Checks
    vetoes: list[VetoLine]


def plan_of(dossiers: Iterable[Dossier]) -> list[Planned]:
    """The batch of one city, appended to its lists in the order given.

    Queries: exemptions, checks, veto reviews and answers; of each round quotas,
    places and orders.
    """
    dossiers = list(dossiers)
    free = set(
        Exemption.objects.filter(dossier__in=dossiers).values_list(
            "dossier_id", flat=True
        )
    )
    checks = checks_by_dossier(dossiers)
    vetoes = answers_by_dossier(dossiers)
    lines, last = _standing(dossiers)
    taken = {place: line.taken for place, line in lines.items()}
    planned = []
    for each in dossiers:
        place = (each.round_id, each.kind)
        taken[place] += each.pk not in free
        last[place] = last.get(place, 0) + 1
        count = None if each.pk in free else taken[place]
        found = Found(checks[each.pk], vetoes[each.pk])
        planned.append(_planned(each, lines[place], last[place], count, found))
    return planned


def _planned(
    dossier: Dossier, line: QuotaLine, order: int, count: int | None, found: Found
) -> Planned:
    """``count`` is how many places are taken with it; None where it takes none."""
    obstacles = _obstacles(dossier)
    unchecked, unreviewed = unanswered(found.checks), unseen(found.vetoes)
    if unchecked:
        obstacles.append(f"形式审查未完成：{'、'.join(unchecked)}。")
    if count is not None and line.most is not None and count > line.most:
        obstacles.append(f"超出名额：本市这一类型的名额为 {line.most} 家。")
    if unreviewed:
        obstacles.append(f"一票否决事项未核查：{'、'.join(unreviewed)}。")
    return Planned(
        dossier,
        line.label,
        order,
        "不占名额" if count is None else _effect(line, count),
        obstacles,
        "" if unchecked else in_short(found.checks),
        [] if unreviewed else vetoes_in_short(found.vetoes),
    )


def _standing(
    dossiers: list[Dossier],
) -> tuple[dict[Place, QuotaLine], dict[Place, int]]:
    """The quota and the last order of each round and kind, before the batch."""
    lines: dict[Place, QuotaLine] = {}
    last: dict[Place, int] = {}
    for round in {each.round_id: each.round for each in dossiers}.values():
        city = dossiers[0].enterprise.city
        for line in quota_lines(round, city):
            lines[round.pk, line.kind] = line
        orders = (
            Dossier.objects.filter(round=round, enterprise__city=city)
            .order_by()
            .values_list("kind")
            .annotate(Max("recommended_order"))
        )
        last |= {(round.pk, kind): order or 0 for kind, order in orders}
    return lines, last


def _obstacles(dossier: Dossier) -> list[str]:
    if dossier.round.status != Round.Status.OPEN:
        return ["批次已结束申报与推荐。"]
    if dossier.status != Dossier.Status.SUBMITTED:
        return [f"已不在待审核状态（{dossier.get_status_display()}）。"]
    return []


def _effect(line: QuotaLine, taken: int) -> str:
    if line.most is None:
        return f"推荐后共 {taken} 家，不限名额"
    return f"推荐后占 {taken} / {line.most} 个名额"


def recommended_in(round: Round, city: str) -> QuerySet[Dossier]:
    return Dossier.objects.filter(
        round=round, enterprise__city=city, recommended_order__isnull=False
    )


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line of the list (推荐汇总表), with all that its digest covers."""

    dossier: Dossier
    kind: str
    checks: str

    def data(self) -> list[object]:
        dossier = self.dossier
        return [
            dossier.kind,
            dossier.recommended_order,
            dossier.number,
            dossier.enterprise.name,
            dossier.enterprise.credit_code,
            dossier.platform,
            dossier.city_opinion,
            self.checks,
        ]


def listed(round: Round, dossiers: Iterable[Dossier]) -> list[ListedLine]:
    """Kinds in the round's order, each in the city's; one query, for the checks."""
    dossiers = list(dossiers)
    return _in_order(round, dossiers, checks_by_dossier(dossiers))


def _in_order(
    round: Round, dossiers: Iterable[Dossier], checks: dict[int, Checks]
) -> list[ListedLine]:
    places = {kind: place for place, kind in enumerate(round.kinds)}
    ordered = sorted(
        dossiers, key=lambda each: (places[each.kind], each.recommended_order, each.pk)
    )
    return [
        ListedLine(
            each, kind_label(round.guide_key, each.kind), in_short(checks[each.pk])
        )
        for each in ordered
    ]


def listed_by_city(
    rounds: Iterable[Round], city: str = ""
) -> dict[tuple[int, str], list[ListedLine]]:
    """By round and city every list, or one ``city``'s, in its order; two queries."""
    by_pk = {each.pk: each for each in rounds}
    found = Dossier.objects.filter(round__in=by_pk, recommended_order__isnull=False)
    dossiers = list((found.filter(enterprise__city=city) if city else found).for_list())
    checks = checks_by_dossier(dossiers)
    grouped: dict[tuple[int, str], list[Dossier]] = {}
    for each in dossiers:
        grouped.setdefault((each.round_id, each.enterprise.city), []).append(each)
    return {
        place: _in_order(by_pk[place[0]], group, checks)
        for place, group in grouped.items()
    }


def list_digest(round: Round, city: str, lines: Iterable[ListedLine]) -> str:
    """The fingerprint of the list; it changes with any word that is stamped."""
    data = [round.code, city, [line.data() for line in lines]]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def order_version(lines: Iterable[ListedLine]) -> str:
    """Who stands where, as a page shows it: another's change is noticed by it."""
    orders = sorted(
        (line.dossier.pk, line.dossier.recommended_order or 0) for line in lines
    )
    return hashlib.sha256(json.dumps(orders).encode()).hexdigest()[:16]
