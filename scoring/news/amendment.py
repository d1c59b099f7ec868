"""Whom an objection and what follows from it tells what."""

from collections.abc import Iterable

from django.urls import reverse

from applications.news import audiences as to
from applications.news.case import Case, of_dossier
from applications.news.lines import Line, page, telling
from applications.news.lines import of_dossier as at_dossier
from applications.presentation import kind_label
from portal.models import AuditEntry, Topic, User
from scoring.models import Expert, Objection, Reopening, Shortlist

RESULT = Topic.RESULT
PUBLICITY = page("scoring:publicity_list")


def _of_objection(entry: AuditEntry) -> Case | None:
    """Its number alone, not who filed it."""
    rows = Objection.objects.select_related("shortlist__round")
    found = rows.filter(pk=entry.subject_id).first()
    if found is None:
        return None
    more = {"objection": found.number, "row": found}
    return Case(entry, round=found.shortlist.round, more=more)


def _of_list(entry: AuditEntry) -> Case | None:
    rows = Shortlist.objects.select_related("round").filter(pk=entry.subject_id)
    found = rows.defer("round__guide_text", "round__table").first()
    if found is None:
        return None
    label = kind_label(found.round.guide_key, found.kind)
    return Case(entry, round=found.round, more={"kind": label, "list": found.pk})


def _handler(case: Case) -> Iterable[User]:
    return to.ACTIVE.filter(pk=case.more["row"].handler_id)


def _filer(case: Case) -> Iterable[User]:
    """Who filed it with an account; the others ask with number and code."""
    return to.ACTIVE.filter(pk=case.more["row"].filed_by_id)


def _listed(case: Case) -> Iterable[User]:
    """The enterprises on a list that is void."""
    lines = Shortlist.objects.filter(pk=case.more["list"])
    enterprises = lines.values("entries__dossier__enterprise")
    return to.ACTIVE.filter(membership__enterprise__in=enterprises)


def _objectors(case: Case) -> Iterable[User]:
    upheld = Objection.State.UPHELD
    filed = Objection.objects.filter(shortlist=case.more["list"], state=upheld)
    return to.ACTIVE.filter(pk__in=filed.values("filed_by"))


def _expert(case: Case) -> Iterable[User]:
    """Whose marks were opened; not told where a seat is to be left."""
    code = case.detail.get("expert", "")
    return to.ACTIVE.filter(pk__in=Expert.objects.filter(code=code).values("user"))


def _once(case: Case) -> str:
    return f"reopened:{case.detail.get('objection')}:{case.dossier.pk}"


def _objection(case: Case) -> str:
    return reverse("scoring:objection", args=[case.more["row"].pk])


def _void_list(case: Case) -> str:
    return reverse("scoring:void_list", args=[case.more["list"]])


FIRM = Line(
    to.firm, RESULT, "申报书 {number} 因异议成立正在复核",
    "对名单的异议经核查成立，涉及申报书 {number}，有关事项正在复核。"
    "办结以后重新排名，结果见公示页。", PUBLICITY, _once,
)  # fmt: skip


def _officials_to_check(case: Case) -> str:
    """The objection that waits for it."""
    waiting = Reopening.objects.open().filter(dossier=case.dossier, kind="facts")
    found = waiting.first()
    if found is None:
        return reverse("scoring:objections")
    return reverse("scoring:objection", args=[found.objection_id])


AMENDMENTS = {
    "objection.filed": telling(
        _of_objection,
        Line(
            to.officials, RESULT, "收到异议 {objection}：{round}",
            "“{round}”收到一件异议，编号 {objection}，请在期限内核查答复。",
            page("scoring:objections"),
        ),
    ),
    "objection.assigned": telling(
        _of_objection,
        Line(
            _handler, RESULT, "异议 {objection} 由您承办：{round}",
            "“{round}”的异议 {objection} 交由您承办，请在期限内核查答复。", _objection,
        ),
    ),
    "objection.answered": telling(
        _of_objection,
        Line(
            _filer, RESULT, "异议 {objection} 已答复",
            "您对“{round}”名单的异议 {objection} 已答复，凭编号和校验码查看。",
            page("scoring:objection_query"),
        ),
    ),
    "reopening.facts": telling(
        of_dossier,
        Line(
            to.firm, Topic.CORRECTION, "请更正申报书 {number}：异议成立",
            "对名单的异议经核查成立，申报书 {number}（{kind}）有 {items} 处内容须更正。"
            "请在{due}前更正并重新提交；逾期没有提交的，这些栏目按未填报处理，"
            "所附佐证不再采信。", at_dossier("applications:dossier"),
        ),
    ),
    "dossier.put_right": telling(
        of_dossier,
        Line(
            to.firm, Topic.CORRECTION, "申报书 {number} 的更正已提交",
            "本单位的申报书 {number}（{kind}）已更正并提交，等待省级主管部门核对。",
            at_dossier("applications:receipt"),
        ),
        Line(
            to.officials, Topic.CORRECTION, "异议所涉的更正已提交：{number}",
            "申报书 {number} 已更正，请核对；核对以后有关条款和评分重新打开。",
            _officials_to_check,
        ),
    ),
    "dossier.credited": telling(
        of_dossier,
        Line(
            to.firm, Topic.CORRECTION, "申报书 {number} 的更正已采信",
            "申报书 {number}（{kind}）更正后的内容已采信，有关条款和评分按新内容复核。",
            at_dossier("applications:dossier"),
        ),
    ),
    "dossier.struck": telling(
        of_dossier,
        Line(
            to.firm, Topic.CORRECTION, "申报书 {number} 的 {items} 处内容按未填报处理",
            "申报书 {number}（{kind}）中异议所涉的 {items} 处内容不予采信，"
            "按未填报处理，理由见申报书页面。", at_dossier("applications:dossier"),
        ),
    ),
    "reopening.clause": telling(of_dossier, FIRM),
    "reopening.veto": telling(of_dossier, FIRM),
    "reopening.seat": telling(of_dossier, FIRM),
    "reopening.marks": telling(
        of_dossier,
        FIRM,
        Line(
            _expert, Topic.REVIEW, "请复核评分：{number}",
            "对名单的异议经核查成立，您对申报编号 {number} 的部分评分重新打开。"
            "请对照说明复核，其余评分不变。", page("scoring:tasks"),
        ),
    ),
    "shortlist.kept": telling(
        _of_list,
        Line(
            _objectors, RESULT, "异议办结，名单不变：{round}",
            "您对“{round}”{kind}名单的异议所涉事项已复核，名单不变，说明见公示页。",
            PUBLICITY,
        ),
    ),
    "shortlist.voided": telling(
        _of_list,
        Line(
            to.officials, RESULT, "{kind}名单已作废，新名单待复核：{round}",
            "“{round}”的{kind}名单因异议成立作废，新名单已冻结，请下一环节复核。",
            _void_list,
        ),
        Line(
            _listed, RESULT, "{kind}名单正在更正：{round}",
            "“{round}”公示的{kind}名单因异议成立作废，正在重新审定，之后作更正公示。"
            "本单位的文书已作废的，以新发出的为准。", PUBLICITY,
        ),
        Line(
            _objectors, RESULT, "您提出异议的名单正在更正：{round}",
            "“{round}”{kind}名单因异议成立作废，正在重新审定，之后作更正公示。",
            PUBLICITY,
        ),
    ),
}  # fmt: skip
