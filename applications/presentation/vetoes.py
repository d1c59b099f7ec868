"""The veto items of a dossier: answered, checked by its city, decided upon."""

from collections.abc import Iterable
from dataclasses import dataclass

from applications.models import Dossier, VetoDecision, VetoReview
from applications.presentation.findings import Report
from portal.guides import vetoes
from portal.guides.vetoes import VetoItem

ANSWERS = {True: "有", False: "无", None: "未填报"}


@dataclass(frozen=True, slots=True)
class VetoLine:
    """One item: what the enterprise says, what the city finds, what is decided."""

    item: VetoItem
    is_admitted: bool | None
    statement: str
    review: VetoReview | None
    decision: VetoDecision | None

    @property
    def answer(self) -> str:
        return ANSWERS[self.is_admitted]

    @property
    def is_open(self) -> bool:
        """Whether somebody has to decide: admitted or doubted, and nobody did yet."""
        doubted = self.review is not None and not self.review.agrees
        return self.decision is None and (bool(self.is_admitted) or doubted)

    @property
    def word(self) -> str:
        if self.decision is not None:
            return "已否决" if self.decision.is_confirmed else "不予否决"
        if self.is_open:
            return "待认定"
        return "未核查" if self.review is None else "无此情形"

    @property
    def tone(self) -> str:
        if self.decision is not None:
            return "err" if self.decision.is_confirmed else "ok"
        if self.is_open:
            return "warn"
        return "muted" if self.review is None else "ok"


def vetoes_of(dossier: Dossier, report: Report) -> list[VetoLine]:
    """A line an item, in order; ``report`` holds the decisions. One query."""
    decided = (line.ruling for line in report.lines)
    decisions = {each.item: each for each in decided if isinstance(each, VetoDecision)}
    return _lines(dossier, decisions)


def answers_of(dossier: Dossier) -> list[VetoLine]:
    """The same before the province has it: nothing is decided there. One query."""
    return _lines(dossier, {})


def _lines(dossier: Dossier, decisions: dict[str, VetoDecision]) -> list[VetoLine]:
    found = dossier.veto_reviews.in_force().select_related("by")
    reviews = {each.item: each for each in found}
    return [
        VetoLine(
            item,
            item.is_admitted(dossier.document),
            item.statement_in(dossier.document),
            reviews.get(item.id),
            decisions.get(item.id),
        )
        for item in vetoes.items()
    ]


def answers_by_dossier(dossiers: Iterable[Dossier]) -> dict[int, list[VetoLine]]:
    """The same of several, by primary key, without their documents; two queries."""
    dossiers = list(dossiers)
    found = VetoReview.objects.in_force().filter(dossier__in=dossiers)
    reviews = {(each.dossier_id, each.item): each for each in found}
    rows = Dossier.objects.filter(pk__in=[each.pk for each in dossiers]).order_by()
    return {
        pk: [
            VetoLine(
                item,
                item.is_admitted({"profile": profile or {}}),
                item.statement_in({"profile": profile or {}}),
                reviews.get((pk, item.id)),
                None,
            )
            for item in vetoes.items()
        ]
        for pk, profile in rows.values_list("pk", "document__profile")
    }


def in_short(lines: Iterable[VetoLine]) -> list[str]:
    """What the city found of the items, a sentence each where somebody must decide."""
    found = [
        f"“{each.item.label}”待省级认定：{_why(each)}" for each in lines if each.is_open
    ]
    return found or ["均已核查，无所列情形"]


def _why(line: VetoLine) -> str:
    said = f"（{line.statement}）" if line.statement else ""
    why = [f"企业填报有此情形{said}"] if line.is_admitted else []
    if line.review is not None and not line.review.agrees:
        why.append(f"市级有疑问：{line.review.note}")
    return "，".join(why)


def unseen(lines: Iterable[VetoLine]) -> list[str]:
    return [each.item.label for each in lines if each.review is None]


def unreviewed(dossiers: Iterable[Dossier]) -> dict[int, list[str]]:
    """The items that the city has not checked yet, by primary key; one query."""
    dossiers = list(dossiers)
    found = VetoReview.objects.in_force().filter(dossier__in=dossiers)
    done = set(found.values_list("dossier_id", "item"))
    return {
        dossier.pk: [
            item.label for item in vetoes.items() if (dossier.pk, item.id) not in done
        ]
        for dossier in dossiers
    }
