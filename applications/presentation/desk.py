"""What waits for an enterprise, a city and an official, before the experts begin."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from applications.facts import findings_of
from applications.models import (
    Dossier,
    Enterprise,
    RecommendationQuota,
    RecommendationTerm,
    Round,
)
from applications.presentation.delivery import NOTHING, deliveries
from applications.presentation.outstanding import Missing, tasks_of
from applications.presentation.standing import is_out, kind_label
from applications.presentation.talking import unread_total
from applications.presentation.waiting import ready, unchecked, undecided
from portal.desk import Todo
from portal.models import User

Status = Dossier.Status
BULKY = ("round__table", "round__guide_text")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that may still be handed in: how far it is, and what comes next."""

    dossier: Dossier
    kind: str
    done: int
    asked: int
    next: Missing | None

    @property
    def progress(self) -> str:
        return f"已完成 {self.done} / {self.asked} 部分"


def drafts_of(user: User, at: datetime) -> list[Draft]:
    """Those whose round still takes dossiers; two queries."""
    mine = (
        Dossier.objects.visible_to(user)
        .filter(status=Status.DRAFT, round__in=Round.objects.filing(at))
        .select_related("enterprise", "round")
        .prefetch_related("evidence")
        .order_by("round__closes_at", "pk")
    )
    return [_draft(each) for each in mine]


def _draft(dossier: Dossier) -> Draft:
    evidence = [each for each in dossier.evidence.all() if each.removed_at is None]
    findings = findings_of(dossier, rulings=(), vetoes=())
    tasks = tasks_of(dossier, findings, evidence)
    asked = [task for task in tasks if task.state != "optional"]
    order = ("errors", "missing", "blank")
    gaps = (each for kind in order for task in tasks for each in getattr(task, kind))
    return Draft(
        dossier,
        kind_label(dossier.round.guide_key, dossier.kind),
        sum(task.state == "done" for task in asked),
        len(asked),
        next(gaps, None),
    )


def enterprise_todos(user: User, at: datetime) -> list[Todo]:
    """Corrections, messages, what is under way, what may be begun; four queries."""
    mine = list(Dossier.objects.visible_to(user).for_list().with_listed())
    due = [
        each
        for each in mine
        if each.status == Status.RETURNED
        and each.round.status == Round.Status.OPEN
        and each.correction_due > at
    ]
    under_way = {Status.SUBMITTED, Status.RECOMMENDED, Status.ACCEPTED}
    going = [
        each
        for each in mine
        if each.status in under_way
        and each.round.status != Round.Status.PUBLISHED
        and not is_out(each)
    ]
    dossiers = reverse("applications:dossiers")
    return [
        *(
            Todo(
                f"退回补正：{each.platform or each}",
                1,
                each.get_absolute_url(),
                f"编号 {each.number}",
                each.correction_due,
            )
            for each in due
        ),
        Todo("未读消息", unread_total(user), reverse("applications:message_list")),
        Todo("正在办理的申报", len(going), dossiers, "已提交，等待推荐、审查或评审"),
        _to_begin(user, mine, at),
    ]


def _to_begin(user: User, mine: list[Dossier], at: datetime) -> Todo:
    filed = {(each.round_id, each.kind) for each in mine}
    own = Enterprise.objects.filter(memberships__user=user).values("province")
    rounds = Round.objects.filing(at).filter(province__in=own)
    free = [
        pk
        for pk, kinds in rounds.values_list("pk", "kinds")
        if any((pk, kind) not in filed for kind in kinds)
    ]
    url = reverse("applications:dossiers") + "#open"
    return Todo("可以新申报的批次", len(free), url)


def city_todos(user: User, at: datetime) -> list[Todo]:
    """Nine queries, however many rounds and dossiers."""
    dossiers = Dossier.objects.visible_to(user)
    queue = reverse("applications:city_queue")
    returned = Q(status=Status.RETURNED, round__status=Round.Status.OPEN)
    terms = RecommendationTerm.objects.filter(
        round__in=Round.objects.visible_to(user), round__status=Round.Status.OPEN
    ).select_related("round")
    terms = list(terms.defer(*BULKY).order_by("due_at"))
    done = deliveries([each.round for each in terms], user.city)
    to_check = f"{queue}?status=submitted&waits="
    return [
        Todo(
            "形式审查和一票否决事项待核对",
            unchecked(dossiers).count(),
            f"{to_check}check",
        ),
        Todo("核对完成，待推荐", ready(dossiers).count(), f"{to_check}ready"),
        Todo(
            "退回补正中",
            dossiers.filter(returned).count(),
            f"{queue}?status=returned",
            "等待企业改好再交",
        ),
        Todo("未读消息", unread_total(user), reverse("applications:message_list")),
        *(
            Todo(
                f"报送推荐汇总表：{each.round.code}",
                1,
                reverse("applications:city_list"),
                "已过期限，请尽快报送" if each.due_at <= at else "",
                each.due_at,
            )
            for each in terms
            if done.get((each.round_id, user.city), NOTHING).lacking
        ),
    ]


def places_left(user: User) -> list[tuple[str, list[str]]]:
    """A city's places in each round that takes recommendations; three queries."""
    rounds = Round.objects.visible_to(user).filter(status=Round.Status.OPEN)
    open_rounds = list(rounds.defer("table", "guide_text"))
    limits = {
        (each.round_id, each.kind): each.most
        for each in RecommendationQuota.objects.filter(
            round__in=open_rounds, city=user.city
        )
    }
    taken = _taken(open_rounds, user.city)
    return [
        (
            round.code,
            [
                _place(round, kind, taken.get((round.pk, kind), 0), limits)
                for kind in round.kinds
            ],
        )
        for round in open_rounds
    ]


def _taken(rounds: list[Round], city: str) -> dict[tuple[int, str], int]:
    """Without those that take no place."""
    counted = (
        Dossier.objects.filter(
            round__in=rounds,
            enterprise__city=city,
            recommended_order__isnull=False,
            exemption=None,
        )
        .order_by()
        .values_list("round_id", "kind")
        .annotate(n=Count("pk"))
    )
    return {(round, kind): n for round, kind, n in counted}


def _place(
    round: Round, kind: str, taken: int, limits: dict[tuple[int, str], int]
) -> str:
    label, most = kind_label(round.guide_key, kind), limits.get((round.pk, kind))
    if most is None:
        return f"{label}：已推荐 {taken}，不限名额"
    return f"{label}：还可推荐 {max(most - taken, 0)} 家（名额 {most}）"


def official_todos(user: User, dossiers: QuerySet[Dossier]) -> list[Todo]:
    """Formal check, vetoes, messages; three queries."""
    queue = reverse("applications:official_queue")
    checks = Q(status=Status.RECOMMENDED, round__status=Round.Status.OPEN)
    return [
        Todo(
            "待形式审查",
            dossiers.filter(checks).count(),
            f"{queue}?status=recommended",
        ),
        Todo(
            "一票否决事项待认定",
            undecided(dossiers).count(),
            f"{queue}?status=all&waits=veto",
        ),
        Todo("未读消息", unread_total(user), reverse("applications:message_list")),
    ]
