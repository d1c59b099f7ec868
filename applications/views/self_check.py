"""自评: which guide and kind one's figures meet; no account, nothing is kept."""

import hashlib
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from applications.facts import stated
from applications.forms.sections import SectionForms
from applications.forms.self_check import (
    blank_rows,
    document_of,
    filled_from,
    parts_of,
    typed,
)
from applications.presentation.self_check import ORDER, first_figures, matches
from applications.views.section_page import DOMAINS
from portal import guides, rules
from portal.filing_book import Spoiled, read_book
from portal.filing_book.opening import MOST_BYTES

#: Workbooks that one address may have read in a minute.
MOST_BOOKS, MINUTE = 20, 60
BUSY = "上传过于频繁，请一分钟后再试。"
#: Buttons that change the form and judge nothing.
STAYS = {"ask", "add_row", "remove_row"}


class BookForm(forms.Form):
    """A filled template of any kind."""

    book = forms.FileField(
        label="填好的模板",
        help_text="任一省份、任一平台类型的 xlsx 填报模板，申报书里下载的也可以，"
        "不超过 5 MB。",
        error_messages={
            "required": "没有选择文件。请先选择填好的模板，再点“上传并核对”。",
            "empty": "文件是空的。请选择填好的模板。",
        },
        widget=forms.FileInput({"accept": ".xlsx"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def self_check(request: HttpRequest) -> HttpResponse:
    """Fill in, or drop in a template; the answer is in the body alone."""
    if request.method != "POST":
        return _page(request, filled_from({}, ""))
    if "book" in request.FILES or "upload" in request.POST:
        return _from_book(request)
    pair = request.POST.get("pair", "")
    filled = typed(request.POST, pair)
    answers = [each.is_valid() for each in filled]
    document = document_of(filled)
    if STAYS & request.POST.keys():
        return _changed(request, filled, document, pair)
    if not all(answers):
        return _page(request, filled, pair)
    if _is_blank(filled):
        return _page(request, filled, pair, first=first_figures())
    facts = rules.read_facts(stated(document), guides.vocabulary())
    return _page(request, filled, pair, matches=matches(facts))


def _is_blank(filled: list[SectionForms]) -> bool:
    """Of nothing no order is made: a clause about each industry listed would hold."""
    return not any(part.filled for part in parts_of(filled, ""))


def _changed(
    request: HttpRequest, filled: list[SectionForms], document: Any, pair: str
) -> HttpResponse:
    """A row more or less, or one pair's abilities: nothing is judged."""
    added = request.POST.get("add_row", "")
    changed = added or request.POST.get("remove_row", "").rpartition("-")[0]
    forms = filled_from(document, pair, blank_rows(filled, added))
    return _page(request, forms, pair, changed=changed)


def _from_book(request: HttpRequest) -> HttpResponse:
    """What the template states fills the form in, its own pair's abilities too."""
    blank, sent = filled_from({}, ""), BookForm(request.POST, request.FILES)
    if not sent.is_valid():
        return _page(request, blank, book=sent, problems=[sent])
    if _is_too_often(request):
        return _page(request, blank, status=429, busy=BUSY)
    try:
        filed = read_book(sent.cleaned_data["book"].read(MOST_BYTES + 1))
    except Spoiled as spoiled:
        return _page(request, blank, book_problems=spoiled.problems)
    facts = rules.read_facts(filed.contract, guides.vocabulary())
    pair = f"{filed.layout.guide}:{filed.layout.kind}"
    filled = filled_from(filed.document, pair)
    if _is_blank(filled):
        return _page(request, filled, pair, first=first_figures())
    return _page(request, filled, pair, taken=True, matches=matches(facts))


def _is_too_often(request: HttpRequest) -> bool:
    """Counted under a digest of the address, for a minute; no figure is kept."""
    address = request.META.get("REMOTE_ADDR", "")
    key = f"self-check:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
    cache.add(key, 0, MINUTE)
    try:
        return cache.incr(key) > MOST_BOOKS
    except ValueError:  # it ran out between the two
        return False


def _page(
    request: HttpRequest,
    filled: list[SectionForms],
    pair: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    pairs = [
        (f"{guide.key}:{kind.id}", f"{guide.province} {kind.label}")
        for guide in guides.provinces()
        for kind in guide.kinds.values()
    ]
    sent = request.method == "POST"
    context = {
        "parts": parts_of(filled, more.pop("changed", "")),
        "problems": [form for each in filled for form in each.all] if sent else [],
        "book": BookForm(),
        "pairs": pairs,
        "pair": pair,
        "order": ORDER,
        "matches": (),
        "first": (),
        "book_problems": (),
        "busy": "",
        "taken": False,
        "industries": guides.industries(),
        "domains": DOMAINS,
        **more,
    }
    template = "applications/public/self_check.html"
    return render(request, template, context, status=status)


urlpatterns = [path("self-check/", self_check, name="self_check")]
