"""Whom the experts' side tells what; and the table of the whole portal.

An expert is told of numbers alone, never of an applicant; an enterprise that there is a
result, never which, and only once its list or letter is out.
"""

from collections.abc import Iterable
from functools import partial

from django.urls import reverse

from applications.models import Dossier
from applications.news import TABLE as FILING
from applications.news import audiences as to
from applications.news.case import Case, about, of_dossier, of_round
from applications.news.lines import Line, page, telling
from applications.news.lines import of_dossier as at_dossier
from applications.news.lines import of_round as at_round
from applications.presentation import kind_label
from portal.models import AuditEntry, Job, Topic, User
from scoring.models import Assignment, Draw, Expert, Letter, Shortlist
from scoring.news.amendment import AMENDMENTS
from scoring.news.defence import DEFENCES
from scoring.news.discussion import DISCUSSIONS
from scoring.news.library import LIBRARY
from scoring.news.recall import RECALLS
from scoring.news.replacement import REPLACEMENTS

REVIEW, RESULT = Topic.REVIEW, Topic.RESULT
TASKS = page("scoring:tasks")


def _of_letter(entry: AuditEntry) -> Case | None:
    letter = Letter.objects.defer("content").filter(pk=entry.subject_id).first()
    if letter is None:
        return None
    rows = Dossier.objects.filter(pk=letter.dossier_id)
    return about(entry, rows, letter=letter.get_kind_display())


def _of_shortlist(entry: AuditEntry) -> Case | None:
    found = Shortlist.objects.select_related("round").filter(pk=entry.subject_id)
    shortlist = found.defer("round__guide_text", "round__table").first()
    if shortlist is None:
        return None
    round = shortlist.round
    more = {"list": shortlist.kind, "kind": kind_label(round.guide_key, shortlist.kind)}
    return Case(entry, round=round, more=more)


def _of_draw(entry: AuditEntry, **still: object) -> Case | None:
    """Nothing where the draw has moved on meanwhile."""
    rows = Draw.objects.for_list().filter(pk=entry.subject_id, **still)
    found = rows.first()
    if found is None:
        return None
    more = {"draw": found, "nth": found.number}
    return Case(entry, round=found.round, more=more)


def _of_letters_job(entry: AuditEntry) -> Case | None:
    """Other jobs are asked for by the portal itself, in somebody's name."""
    job = Job.objects.select_related("owner").filter(pk=entry.subject_id).first()
    if job is None or job.kind != "letters":
        return None
    return Case(entry, more={"job": job})


def _expert(case: Case) -> Iterable[User]:
    """The one whom the entry names by code."""
    code = case.detail.get("expert", "")
    return to.ACTIVE.filter(pk__in=Expert.objects.filter(code=code).values("user"))


def _panel(case: Case) -> Iterable[User]:
    """Everybody who is assigned in the round."""
    standing = Assignment.objects.standing().filter(dossier__round=case.round)
    return to.ACTIVE.filter(pk__in=standing.values("expert__user"))


def _job_owner(case: Case) -> Iterable[User]:
    return to.ACTIVE.filter(pk=case.more["job"].owner_id)


def _ranked(case: Case) -> Iterable[User]:
    """The enterprises on a published list."""
    dossiers = Dossier.objects.filter(
        shortlist_entries__shortlist=case.entry.subject_id,
        shortlist_entries__shortlist__state=Shortlist.State.PUBLISHED,
    )
    return to.ACTIVE.filter(membership__enterprise__in=dossiers.values("enterprise"))


def _issued_to(case: Case) -> Iterable[User]:
    """Its enterprise, where the letter is out."""
    issued = Letter.objects.filter(pk=case.entry.subject_id, issued_at__isnull=False)
    return to.firm(case) if issued.exists() else ()


def _draw(case: Case) -> str:
    return str(case.more["draw"].get_absolute_url())


def _ranking(case: Case) -> str:
    return reverse("scoring:ranking", args=[case.round.pk, case.more["list"]])


def _job(case: Case) -> str:
    return reverse("portal:job", args=[case.more["job"].pk])


def _assigned(case: Case) -> str:
    return f"assigned:{case.round.pk}:{case.hour}"


FLAG_ANSWERED = Line(
    _expert, REVIEW, "您的标记已处理：{number}",
    "您对申报编号 {number} 的标记已有处理意见，可在评分页的“标记存疑”中查看。", TASKS,
)  # fmt: skip

TABLE = {
    **FILING,
    **DEFENCES,
    **DISCUSSIONS,
    **RECALLS,
    **AMENDMENTS,
    **LIBRARY,
    **REPLACEMENTS,
    "panel.assigned": telling(
        of_dossier,
        Line(
            _expert, REVIEW, "您有新的评审任务",
            "您在“{round}”中有新的评审任务。评审开始后，请先声明有无利益关系，再打分。",
            TASKS, _assigned,
        ),
    ),
    "panel.withdrawn": telling(
        of_dossier,
        Line(
            _expert, REVIEW, "评审任务已撤回：{number}",
            "“{round}”中申报编号 {number} 的评审任务已撤回，不需要再评审。", TASKS,
        ),
    ),
    "panel.reminded": telling(
        of_round,
        Line(
            _expert, REVIEW, "请提交评分：{round}",
            "“{round}”中有您的评分还没有提交，请在评审结束以前完成。", TASKS,
        ),
    ),
    "panel.recused": telling(
        of_dossier,
        Line(
            to.officials, REVIEW, "专家回避：{number}",
            "申报书 {number} 有一位专家回避，请补充分派。",
            at_dossier("scoring:panel_change"),
        ),
    ),
    "flag.raised": telling(
        of_dossier,
        Line(
            to.officials, REVIEW, "专家标记：{number}",
            "有专家对申报书 {number} 作了标记，请查看并写明处理意见。",
            at_round("scoring:flag_list"),
        ),
    ),
    "flag.upheld": telling(of_dossier, FLAG_ANSWERED),
    "flag.dismissed": telling(of_dossier, FLAG_ANSWERED),
    "draw.value_entered": telling(
        partial(_of_draw, state=Draw.State.COMMITTED),
        Line(
            to.officials, REVIEW, "抽取专家的公开值已录入：{round}",
            "“{round}”第 {nth} 次抽取的公开值已由一位工作人员录入，"
            "须由另一位独立录入。", _draw,
        ),
    ),
    "draw.void_asked": telling(
        partial(_of_draw, voided_at=None),
        Line(
            to.officials, REVIEW, "专家抽取待确认作废：{round}",
            "有人提出“{round}”第 {nth} 次抽取作废，须由另一位工作人员确认。", _draw,
        ),
    ),
    "round.scoring_started": telling(
        of_round,
        Line(
            _panel, REVIEW, "评审已开始：{round}",
            "“{round}”的评审已经开始，请声明有无利益关系后打分。", TASKS,
        ),
    ),
    "shortlist.drawn_up": telling(
        _of_shortlist,
        Line(
            to.officials, RESULT, "{kind}名单待复核：{round}",
            "“{round}”的{kind}名单已冻结，需由另一位工作人员复核。", _ranking,
        ),
    ),
    "shortlist.signed": telling(
        _of_shortlist,
        Line(
            to.officials, RESULT, "{kind}名单已签署一个环节：{round}",
            "“{round}”的{kind}名单已由一个环节签署，请下一环节复核。", _ranking,
        ),
    ),
    "shortlist.returned": telling(
        _of_shortlist,
        Line(
            to.officials, RESULT, "{kind}名单被退回：{round}",
            "“{round}”的{kind}名单已退回前面的环节，理由见排名页的审签记录。", _ranking,
        ),
    ),
    "shortlist.approved": telling(
        _of_shortlist,
        Line(
            to.officials, RESULT, "{kind}名单已复核：{round}",
            "“{round}”的{kind}名单已通过复核，可以公示。", _ranking,
        ),
    ),
    "shortlist.published": telling(
        _of_shortlist,
        Line(
            _ranked, RESULT, "{kind}评审结果已公示：{round}",
            "“{round}”的{kind}评审结果已公示，本单位的结果可在申报书页面查看。",
            page("applications:dossiers"),
        ),
    ),
    "notice.prolonged": telling(
        _of_shortlist,
        Line(
            _ranked, RESULT, "{kind}名单公示期延后：{round}",
            "“{round}”的{kind}名单公示结束日期已延后，理由见公示页。",
            page("scoring:publicity_list"),
        ),
    ),
    "shortlist.confirmed": telling(
        _of_shortlist,
        Line(
            _ranked, RESULT, "{kind}名单已确定：{round}",
            "“{round}”的{kind}名单公示结束，已经确定。",
            page("applications:dossiers"),
        ),
    ),
    "letter.issued": telling(
        _of_letter,
        Line(
            _issued_to, RESULT, "{letter}已发出：{number}",
            "申报书 {number} 的{letter}已发出，可在申报书页面下载。",
            at_dossier("applications:dossier"),
        ),
    ),
    "job.done": telling(
        _of_letters_job,
        Line(
            _job_owner, RESULT, "文书已生成",
            "您提出的文书生成任务已完成，可以下载结果文件。", _job,
        ),
    ),
    "job.failed": telling(
        _of_letters_job,
        Line(
            _job_owner, RESULT, "文书生成未完成",
            "您提出的文书生成任务没有完成，原因见任务页面。", _job,
        ),
    ),
}  # fmt: skip
