"""What waits for whom, of both sides: the lines of everybody's front page."""

from collections import Counter
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from applications.models import Dossier, Round
from applications.presentation import kind_label
from applications.presentation.desk import (
    city_todos,
    enterprise_todos,
    official_todos,
)
from portal.desk import Todo, administrators_todos
from portal.models import User
from scoring.access import may_approve
from scoring.facts.defences import defences_for
from scoring.facts.discussions import waiting_for
from scoring.libraries.desk import firms_waiting, officials_waiting
from scoring.models import (
    Assignment,
    DefenceCall,
    DefenceSheet,
    Flag,
    Objection,
    Reopening,
    ScoreSheet,
    Shortlist,
    ShortlistEntry,
    StepDuty,
)

Stage = Round.Status
BULKY = ("dossier__round__table", "dossier__round__guide_text")
CONFER = "各专家评分相差较大，到期没有答复的按第一轮评分计入"
#: What comes next for who has nothing to do now.
NOTHING = {
    User.Role.ENTERPRISE: "现在没有待办。可以申报的批次开放后会列在这里；"
    "可以先读建设指南，或用自评看看适合申报哪一类。",
    User.Role.CITY: "现在没有待办。本市企业提交申报书后，会列在这里等待核对和推荐。",
    User.Role.OFFICIAL: "现在没有待办。市级推荐后，申报书会列在这里等待形式审查；"
    "新的批次在批次管理中建立。",
    User.Role.EXPERT: "现在没有待办。评审开始后，分派给您的申报会列在这里。",
    User.Role.AUDIT: "今天还没有审计记录。以前的记录在审计记录中查阅。",
    User.Role.SYSTEM: "没有等待接受的邀请。需要新的账号时，在账号邀请中发出。",
    User.Role.SECURITY: "没有停用的账号。需要停用或启用时，在账号中办理。",
}


def todos_of(user: User, at: datetime) -> list[Todo]:
    """What there is to do, by role; at most fifteen queries."""
    match user.role:
        case User.Role.ENTERPRISE:
            found = [
                *_results(user),
                *enterprise_todos(user, at),
                *firms_waiting(user, at),
            ]
        case User.Role.CITY:
            found = city_todos(user, at)
        case User.Role.OFFICIAL:
            dossiers = Dossier.objects.visible_to(user)
            found = [
                *official_todos(user, dossiers),
                *_stages(user, dossiers),
                *_to_answer(user, at),
                *officials_waiting(user),
            ]
        case User.Role.EXPERT:
            found = _expert(user, at)
        case _:
            found = administrators_todos(user, at)
    return [each for each in found if each.count]


def _results(user: User) -> list[Todo]:
    """What was published of one's own dossiers, the newest first; one query."""
    out = ShortlistEntry.objects.filter(
        dossier__in=Dossier.objects.visible_to(user),
        shortlist__state=Shortlist.State.PUBLISHED,
    ).select_related("dossier__round", "shortlist")
    newest = out.order_by("-shortlist__published_at", "-pk")
    return [
        Todo(
            f"结果已公布：{each.dossier.platform}",
            1,
            reverse("scoring:result", args=[each.dossier.key]),
            f"{each.dossier.number}，{each.dossier.round.title}",
        )
        for each in newest.defer("dossier__document", *BULKY)[:3]
    ]


def _stages(user: User, dossiers: QuerySet[Dossier]) -> list[Todo]:
    """Panels, sheets, rankings, lists, a line a round and deed; six queries."""
    rounds = {
        each.pk: each
        for each in Round.objects.visible_to(user)
        .filter(status__in=[Stage.OPEN, Stage.SCORING, Stage.CLOSED])
        .defer("table", "guide_text")
    }
    accepted = dossiers.accepted().filter(round__in=rounds.values()).order_by()
    seated = Count("assignments", filter=_standing("assignments__"))
    short = accepted.exclude(round__status=Stage.CLOSED).annotate(seated=seated)
    short = short.filter(seated__lt=F("round__panel_size"))
    panels = Counter(short.values_list("round_id", flat=True))
    lines = []
    for pk, missing in panels.items():
        lines.append(_line("专家组未配齐", missing, rounds[pk], "scoring:panels", "份"))
    for pk, sheets in _sheets_missing(rounds).items():
        lines.append(_line("未交的评分表", sheets, rounds[pk], "scoring:panels", "份"))
    return [*lines, *_lists(user, rounds, accepted)]


def _to_answer(user: User, at: datetime) -> list[Todo]:
    """What experts flagged, the public objected to, enterprises put right; three
    queries."""
    flags = Flag.objects.visible_to(user).open().order_by()
    flags = flags.exclude(assignment__dossier__round__status=Stage.PUBLISHED)
    by_round = Counter(
        flags.values_list(
            "assignment__dossier__round_id", "assignment__dossier__round__title"
        )
    )
    lines = [
        Todo(
            "待处理的专家标记（条）",
            count,
            f"{reverse('scoring:flag_list', args=[pk])}?state={Flag.State.OPEN}",
            title,
        )
        for (pk, title), count in by_round.items()
    ]
    objections = Objection.objects.visible_to(user).open()
    url = reverse("scoring:objections")
    facts = Reopening.objects.visible_to(user).to_check(at)
    return [
        *lines,
        Todo("待答复的异议（件）", objections.count(), url),
        Todo("待核对的更正（件）", facts.count(), url, "异议成立，企业已提交或已逾期"),
    ]


def _standing(prefix: str = "") -> Q:
    return Q(**{f"{prefix}state__in": Assignment.STANDING})


def _sheets_missing(rounds: dict[int, Round]) -> Counter[int]:
    scoring = [each for each in rounds.values() if each.status == Stage.SCORING]
    open_sheets = (
        Assignment.objects.standing()
        .filter(dossier__round__in=scoring)
        .exclude(sheet__state=ScoreSheet.State.HANDED_IN)
        .order_by()
    )
    return Counter(open_sheets.values_list("dossier__round_id", flat=True))


def _lists(
    user: User, rounds: dict[int, Round], accepted: QuerySet[Dossier]
) -> list[Todo]:
    """Rankings to freeze, lists to approve, lists to publish."""
    found = Shortlist.objects.standing().filter(round__in=rounds.values())
    lists = list(found.order_by("pk").prefetch_related("trail"))
    duties = StepDuty.objects.by_step(user.province)
    drawn = {(each.round_id, each.kind) for each in lists}
    closed = accepted.filter(round__status=Stage.CLOSED)
    kinds = closed.values_list("round_id", "kind").distinct()
    heard = _heard(rounds)
    todo: list[tuple[int, str, str]] = [
        (pk, kind, "排名待冻结" if is_heard else "现场答辩待结束")
        for pk, kind in kinds
        if (pk, kind) not in drawn
        for is_heard in [not rounds[pk].defence or (pk, kind) in heard]
    ]
    for each in lists:
        if each.state == Shortlist.State.APPROVED:
            todo.append((each.round_id, each.kind, "名单待公示"))
        elif may_approve(user, each, duties):
            todo.append((each.round_id, each.kind, "名单待您复核"))
    return [
        Todo(
            f"{what}：{kind_label(rounds[pk].guide_key, kind)}",
            1,
            reverse("scoring:rankings", args=[pk]),
            rounds[pk].title,
        )
        for pk, kind, what in todo
    ]


def _heard(rounds: dict[int, Round]) -> set[tuple[int, str]]:
    """Kinds whose defence has ended; one query where a closed round has one."""
    held = [e for e in rounds.values() if e.defence and e.status == Stage.CLOSED]
    if not held:
        return set()
    ended = DefenceCall.objects.filter(round__in=held, ended_at__isnull=False)
    return set(ended.values_list("round_id", "kind"))


def _line(what: str, count: int, round: Round, page: str, unit: str) -> Todo:
    return Todo(f"{what}（{unit}）", count, reverse(page, args=[round.pk]), round.title)


def _to_hear(user: User) -> int:
    """Defences that the expert has not marked yet."""
    done = [DefenceSheet.State.HANDED_IN, DefenceSheet.State.RECUSED]
    mine = defences_for(user).filter(dossier__defence__absent_at=None)
    return mine.exclude(defence_sheet__state__in=done).count()


def _expert(user: User, at: datetime) -> list[Todo]:
    """Three queries."""
    state, url = Assignment.State, reverse("scoring:tasks")
    again = Q(reopened_at__isnull=False)
    scoring = Q(dossier__round__status=Stage.SCORING) | again
    done = Q(sheet__state=ScoreSheet.State.HANDED_IN)
    declared = Q(state=state.DECLARED)
    counts = Assignment.objects.visible_to(user).aggregate(
        declare=Count("pk", filter=scoring & Q(state=state.ASSIGNED)),
        mark=Count("pk", filter=scoring & declared & ~done),
        again=Count("pk", filter=again & done),
        done=Count("pk", filter=scoring & done & ~again),
        later=Count("pk", filter=Q(dossier__round__status=Stage.OPEN)),
    )
    until = "评审由组织单位宣布结束，结束后不再接受评分，请尽早提交"
    return [
        Todo("待声明有无利益关系", counts["declare"], url, "声明后才能打开材料"),
        Todo("待提交的评分表", counts["mark"], url, until),
        Todo("待复核的评分表", counts["again"], url, "异议成立，只复核打开的指标"),
        Todo("待答复的会商", waiting_for(user, at).count(), url, CONFER),
        Todo("待打分的现场答辩", _to_hear(user), url, "答辩当天起可以打分"),
        Todo("已提交的评分表", counts["done"], url),
        Todo("已分派，评审尚未开始", counts["later"], url),
    ]
