"""The xlsx template: downloaded, filled in offline, previewed, taken over whole."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from applications import access
from applications.actions.dossiers import StaleVersion, TooLate
from applications.actions.importing import take_over
from applications.facts import guide_of, table_of
from applications.models import Dossier
from applications.presentation import kind_label
from applications.presentation.doubts import doubts_in
from applications.presentation.fitting import fitted, with_typed
from applications.presentation.importing import Takeover, takeover_of
from applications.presentation.openings import openings_of
from applications.presentation.outstanding import sections_for
from applications.views.own import own_dossier
from applications.views.uploading import why_closed
from portal import guides, workcalendar
from portal.conflict import conflict
from portal.doors import enterprise_only
from portal.download import workbook_response
from portal.filing_book import Filed, Layout, Spoiled, layout_of, read_book, write_book
from portal.filing_book.opening import MOST_BYTES

PREVIEW_SECONDS = 2 * 3600
MEANWHILE = "预览之后，申报书又有改动，没有导入。请重新上传，核对新的预览。"
EXPIRED = "预览已失效（超过 2 小时或内容被改动），没有导入。请重新上传。"


class BookForm(forms.Form):
    """The filled template, and what its blank cells mean."""

    book = forms.FileField(
        label="填好的模板",
        help_text="只收本系统的 xlsx 模板，不超过 5 MB。",
        error_messages={
            "required": "没有选择文件。请选择填好的 xlsx 模板。",
            "empty": "文件是空的（0 字节）。请重新选择。",
        },
        widget=forms.FileInput({"accept": ".xlsx"}),
    )
    clear = forms.BooleanField(
        label="空白单元格表示清空：系统中已有的内容也一并清除", required=False
    )


def layout_for(dossier: Dossier) -> Layout:
    return layout_of(guide_of(dossier.round), dossier.kind, table_of(dossier.round))


@require_safe
@enterprise_only
def template(request: HttpRequest, key: str, which: str) -> HttpResponse:
    """The dossier's template, with what is saved or blank."""
    dossier = own_dossier(request, key)
    if which not in ("filled", "blank"):
        raise Http404
    named = {"name": dossier.enterprise.name}
    layout, held = layout_for(dossier), dossier.document
    document = {**with_typed(layout, held), **named} if which == "filled" else named
    data = write_book(layout, document, at=timezone.now())
    label = kind_label(dossier.round.guide_key, dossier.kind)
    about = "已填内容" if which == "filled" else "空白"
    return workbook_response(data, f"申报填报模板-{label}-{about}.xlsx")


@require_safe
@login_not_required
def public_template(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """A blank one for everybody: before there is a round, or an account."""
    if key not in guides.on_file() or kind not in guides.load(key).kinds:
        raise Http404
    guide = guides.load(key)
    data = write_book(layout_of(guide, kind), {}, at=timezone.now())
    label = guide.kinds[kind].label
    return workbook_response(data, f"填报模板-{guide.province}-{label}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@enterprise_only
def workbook(request: HttpRequest, key: str) -> HttpResponse:
    """Download and upload; an upload is answered with its report or its preview."""
    dossier = own_dossier(request, key)
    if not access.may_edit(request.user, dossier, timezone.now()):
        return conflict(request, _closed(dossier), dossier.get_absolute_url())
    if request.method != "POST":
        return _page(request, dossier, BookForm())
    form = BookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, dossier, form)
    content = form.cleaned_data["book"].read(MOST_BYTES + 1)
    try:
        filed = read_book(content, layout_for(dossier))
    except Spoiled as spoiled:
        return _page(request, dossier, BookForm(), problems=spoiled.problems)
    context = _preview(request, dossier, filed, form.cleaned_data["clear"])
    return _page(request, dossier, BookForm(), **context)


def _preview(
    request: HttpRequest, dossier: Dossier, filed: Filed, clear: bool
) -> dict[str, Any]:
    fit = fitted(filed, layout_for(dossier), dossier.document)
    document = fit.document
    stated = {"document": document, "version": dossier.version, "clear": clear}
    other = document["name"] not in ("", dossier.enterprise.name)
    return {
        "takeover": _compared(dossier, document, clear),
        "fit": fit,
        "token": signing.dumps(stated, salt=_salt(request, dossier), compress=True),
        "doubts": list(
            doubts_in(sections_for(dossier), document, workcalendar.today())
        ),
        "other_name": document["name"] if other else "",
    }


@require_POST
@enterprise_only
def workbook_apply(request: HttpRequest, key: str) -> HttpResponse:
    """Take over what was previewed: all of it, or nothing."""
    dossier = own_dossier(request, key)
    back = f"{dossier.get_absolute_url()}workbook/"
    if not access.may_edit(request.user, dossier, timezone.now()):
        return conflict(request, _closed(dossier), dossier.get_absolute_url())
    try:
        stated = signing.loads(
            request.POST.get("token", ""),
            salt=_salt(request, dossier),
            max_age=PREVIEW_SECONDS,
        )
    except signing.BadSignature:
        return conflict(request, EXPIRED, back)
    found = _compared(dossier, stated["document"], stated["clear"])
    try:
        take_over(
            dossier=dossier,
            sections=found.sections,
            version=stated["version"],
            by=request.user,
            at=timezone.now(),
        )
    except StaleVersion:
        return conflict(request, MEANWHILE, back)
    except TooLate:
        return conflict(request, _closed(dossier), dossier.get_absolute_url())
    messages.success(request, f"已导入 {len(found.changes)} 处改动。")
    return redirect(dossier)


def _compared(dossier: Dossier, filed: dict[str, Any], clear: bool) -> Takeover:
    return takeover_of(
        sections_for(dossier),
        dossier.document,
        filed,
        clear=clear,
        openings=openings_of(dossier),
    )


def _closed(dossier: Dossier) -> str:
    return why_closed(dossier, timezone.now())


def _salt(request: HttpRequest, dossier: Dossier) -> str:
    """A preview is its viewer's, and this dossier's alone."""
    return f"filing-book:{request.user.pk}:{dossier.key}"


def _page(
    request: HttpRequest, dossier: Dossier, form: BookForm, **more: Any
) -> HttpResponse:
    kind = kind_label(dossier.round.guide_key, dossier.kind)
    context = {
        "dossier": dossier,
        "kind": kind,
        "form": form,
        "problems": (),
        "takeover": None,
        "fit": None,
        "token": "",
        "doubts": (),
        "other_name": "",
        **more,
    }
    return render(request, "applications/enterprise/workbook.html", context)


urlpatterns = [
    path("templates/<path:key>/<str:kind>/", public_template, name="guide_template"),
    path("dossiers/<str:key>/workbook/", workbook, name="workbook"),
    path("dossiers/<str:key>/workbook/apply/", workbook_apply, name="workbook_apply"),
    path("dossiers/<str:key>/template/<str:which>/", template, name="dossier_template"),
]
