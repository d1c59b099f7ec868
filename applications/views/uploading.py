"""Taking files for a place of a dossier: the plain form and the script alike."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from applications import access
from applications.actions import evidence as actions
from applications.actions.dossiers import NotOpened, TooLate
from applications.forms.evidence import Checked, EvidenceForm
from applications.models import Dossier, Evidence
from applications.presentation import section_of
from applications.presentation.openings import place_of, units_of
from applications.presentation.outstanding import numeral, sections_for
from applications.views.own import own_dossier
from applications.views.slots import slots_for
from portal.doors import enterprise_only
from portal.files.answers import Code, Refused
from portal.files.checking import megabytes
from portal.models import User
from portal.templatetags.portal import beijing

CLOSED = "这份申报书现在不能修改：已经提交，或已到截止时间。"
NOT_OPENED = "这里不在本次补正的范围内，保持提交时的内容，没有改动。"
NOTHING = "没有收到文件。请重新选择后再上传。"
FREE = "请合并、压缩或移除别的文件后再上传。"


def why_closed(dossier: Dossier, at: datetime) -> str:
    """Why a dossier cannot be changed now."""
    due = dossier.correction_due
    if dossier.status != Dossier.Status.RETURNED or due is None or at < due:
        return CLOSED
    return (
        f"补正期限（{beijing(due, 'deadline')}）已过，不能再修改或提交。"
        "确有正当理由的，请联系省级主管部门：每次补正可以延长一次。"
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """One file that was kept, and what else its owner should know of it."""

    evidence: Evidence
    notes: tuple[str, ...]


def take(
    *,
    dossier: Dossier,
    section: str,
    clause: str,
    form: EvidenceForm,
    by: User,
    at: datetime,
) -> list[Taken]:
    """Keep what ``form`` found fit; what cannot be kept becomes its error."""
    taken = []
    for each in list(form.cleaned_data["files"]):
        try:
            kept = actions.add(
                dossier=dossier,
                section=section,
                clause=clause or form.cleaned_data.get("clause") or "",
                file=each.file,
                name=each.answer.name,
                content_type=each.answer.content_type,
                page_count=each.answer.pages,
                pages=form.cleaned_data.get("pages") or "",
                by=by,
                at=at,
            )
        except (actions.Full, actions.Twice, actions.Infected) as error:
            form.refuse(_refused(each, error))
        else:
            taken.append(Taken(kept.evidence, tuple(_notes(kept))))
    return taken


def _refused(each: Checked, error: Exception) -> Refused:
    name = each.answer.name
    match error:
        case actions.Twice(there=there):
            return Refused(
                Code.TWICE,
                f"“{name}”与此处已有的“{there.name}”内容相同，未重复保存。"
                "如果选错了文件，请重新选择。",
            )
        case actions.Infected():
            return Refused(
                Code.VIRUS,
                f"“{name}”查出病毒（{error}），没有保存。"
                "请先用杀毒软件清理电脑，再重新导出文件上传。",
            )
    return Refused(Code.FULL, f"“{name}”没有保存：{_limit(error)}{FREE}")


def _limit(error: Exception) -> str:
    match error:
        case actions.Full(of="dossier"):
            most = megabytes(settings.EVIDENCE_DOSSIER_BYTES)
            return f"每份申报书的文件合计不超过 {most}。"
        case actions.Full(of="enterprise"):
            most = megabytes(settings.EVIDENCE_ENTERPRISE_BYTES)
            return f"每家企业各份申报书的文件合计不超过 {most}。"
    return f"每份申报书最多 {settings.EVIDENCE_DOSSIER_FILES} 个文件。"


def place_in_words(evidence: Evidence) -> str:
    """Where a file lies: its section, and the clause or attachment that it proves."""
    sections = sections_for(evidence.dossier)
    section = section_of(sections, evidence.section)
    if section is None:  # the kind is asked for it no longer
        return evidence.section
    place = place_of(section, evidence.clause)
    labels = [each.label for each in units_of(section) if each.id == place]
    head = f"{numeral(sections.index(section))}、{section.title}"
    return " · ".join([head, *labels[:1]])


def _notes(kept: actions.Kept) -> list[str]:
    name, notes = kept.evidence.name, []
    if kept.same is not None:
        notes.append(
            f"“{name}”与“{place_in_words(kept.same)}”中的“{kept.same.name}”内容相同，"
            "未重复保存，两处共用一份。"
        )
    if kept.elsewhere is not None:
        notes.append(
            f"“{name}”与贵单位另一份申报书“{place_in_words(kept.elsewhere)}”中的"
            f"“{kept.elsewhere.name}”内容相同。"
        )
    if kept.evidence.scan_state == Evidence.Scan.PENDING:
        notes.append(f"“{name}”正在进行安全检查，通过后才能打开。")
    return notes


@require_POST
@enterprise_only
def upload(request: HttpRequest, key: str, slug: str) -> JsonResponse:
    """One file from the script: its line for the list, or why it was not kept."""
    dossier = own_dossier(request, key)
    section = section_of(sections_for(dossier), slug)
    if section is None:
        raise Http404
    if not access.may_edit(request.user, dossier, timezone.now()):
        closed = why_closed(dossier, timezone.now())
        return JsonResponse({"message": closed}, status=409)
    slots = slots_for(dossier, section, (), request.POST, request.FILES)
    place = request.POST.get("place", "")
    if place not in slots:
        raise Http404
    form = slots[place].form
    if not form.is_valid():
        return _answer(request, form, [])
    try:
        taken = take(
            dossier=dossier, section=section.id, clause=place, form=form,
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except NotOpened:
        return JsonResponse({"message": NOT_OPENED}, status=409)
    except TooLate:
        return JsonResponse({"message": CLOSED}, status=409)
    return _answer(request, form, taken)


def _answer(
    request: HttpRequest, form: EvidenceForm, taken: list[Taken]
) -> JsonResponse:
    if form.refusals:
        refused = form.refusals[0]
        answer = {"message": refused.message, "code": refused.code}
        return JsonResponse(answer, status=422)
    if form.errors or not taken:
        said = [error for errors in form.errors.values() for error in errors]
        return JsonResponse({"message": said[0] if said else NOTHING}, status=422)
    template = "applications/enterprise/_file.html"
    lines = [
        render_to_string(template, {"file": each.evidence}, request) for each in taken
    ]
    notes = "".join(note for each in taken for note in each.notes)
    return JsonResponse({"line": "".join(lines), "message": notes}, status=201)


urlpatterns = [
    path("dossiers/<str:key>/sections/<slug:slug>/files/", upload, name="upload"),
]
