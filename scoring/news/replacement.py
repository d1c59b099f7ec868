"""Whom the portal tells that one left a published list, and who followed."""

from collections.abc import Iterable

from applications.news import audiences as to
from applications.news.case import Case
from applications.news.lines import Line, page, telling
from applications.presentation import kind_label
from portal.models import AuditEntry, Topic, User
from scoring.models import Replacement


def _of_replacement(entry: AuditEntry) -> Case | None:
    rows = Replacement.objects.select_related("shortlist__round")
    found = rows.filter(pk=entry.subject_id).first()
    if found is None:
        return None
    round = found.shortlist.round
    kind = kind_label(round.guide_key, found.shortlist.kind)
    return Case(entry, round=round, more={"replacement": found, "kind": kind})


def _concerned(case: Case) -> Iterable[User]:
    """The enterprise that left, and the one that followed."""
    found = case.more["replacement"]
    entries = [each for each in (found.leaver_id, found.follower_id) if each]
    return to.ACTIVE.filter(
        membership__enterprise__dossiers__shortlist_entries__in=entries
    )


def _address(case: Case) -> str:
    return str(case.more["replacement"].get_absolute_url())


def _to_officials(title: str, text: str) -> Line:
    return Line(to.officials, Topic.RESULT, title, text, _address)


REPLACEMENTS = {
    "replacement.proposed": telling(
        _of_replacement,
        _to_officials(
            "{kind}名单有退出待复核：{round}",
            "“{round}”的{kind}名单有单位退出，需由另一位工作人员复核。",
        ),
    ),
    "replacement.signed": telling(
        _of_replacement,
        _to_officials(
            "{kind}名单的退出已签署一个环节：{round}",
            "“{round}”的{kind}名单的退出和递补已由一个环节签署，请下一环节复核。",
        ),
    ),
    "replacement.returned": telling(
        _of_replacement,
        _to_officials(
            "{kind}名单的退出被退回：{round}",
            "“{round}”的{kind}名单的退出和递补已退回前面的环节，理由见审签记录。",
        ),
    ),
    "replacement.approved": telling(
        _of_replacement,
        _to_officials(
            "{kind}名单的退出已复核：{round}",
            "“{round}”的{kind}名单的退出和递补已通过复核，可以公示。",
        ),
    ),
    "replacement.published": telling(
        _of_replacement,
        Line(
            _concerned, Topic.RESULT, "{kind}名单有变更：{round}",
            "“{round}”的{kind}名单公示了退出和递补，涉及本单位，"
            "结果可在申报书页面查看。",
            page("applications:dossiers"),
        ),
    ),
    "replacement.confirmed": telling(
        _of_replacement,
        Line(
            _concerned, Topic.RESULT, "{kind}名单的递补已确定：{round}",
            "“{round}”的{kind}名单的递补公示结束，已经确定。",
            page("applications:dossiers"),
        ),
    ),
}  # fmt: skip
