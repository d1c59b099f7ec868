"""自评: which guide and kind one's figures meet; no account, nothing is kept."""

import hashlib
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from applications.facts import stated
from applications.forms.sections import SectionForms
from applications.presentation.self_check import (
    ORDER,
    asked_sections,
    matches,
    questions_of,
)
from portal import guides, rules
from portal.filing_book import Spoiled, read_book
from portal.filing_book.opening import MOST_BYTES

#: Workbooks that one address may have read in a minute.
MOST_BOOKS, MINUTE = 20, 60
BUSY = "上传过于频繁，请一分钟后再试。"
BLANK_ROWS = 3


class BookForm(forms.Form):
    """A filled template of any kind."""

    book = forms.FileField(
        label="填好的模板",
        help_text="任一省份、任一平台类型的 xlsx 填报模板，不超过 5 MB。",
        required=False,
        widget=forms.FileInput({"accept": ".xlsx"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def self_check(request: HttpRequest) -> HttpResponse:
    """Fill in, or drop in a template; the answer is in the body alone."""
    if request.method != "POST":
        return _page(request, _forms(None))
    if "book" in request.FILES:
        return _from_book(request)
    filled = _forms(request.POST)
    values: dict[str, Any] = {"metrics": {}, "capabilities": {}}
    answers = [each.is_valid() for each in filled]
    for each in filled:
        for part, given in each.values().items():
            if part in ("metrics", "capabilities"):
                values[part].update({k: v for k, v in given.items() if v is not None})
            elif part in rules.ROW_SCOPES:
                values[part] = given
    if not all(answers) or "ask" in request.POST:
        return _page(request, filled)
    facts = rules.read_facts(stated(values), guides.vocabulary())
    return _page(request, filled, matches=matches(facts))


def _from_book(request: HttpRequest) -> HttpResponse:
    if _is_too_often(request):
        return _page(request, _forms(None), status=429, busy=BUSY)
    try:
        filed = read_book(request.FILES["book"].read(MOST_BYTES + 1))
    except Spoiled as spoiled:
        return _page(request, _forms(None), problems=spoiled.problems)
    facts = rules.read_facts(filed.contract, guides.vocabulary())
    return _page(request, _forms(None), matches=matches(facts))


def _is_too_often(request: HttpRequest) -> bool:
    """Counted under a digest of the address, for a minute; no figure is kept."""
    address = request.META.get("REMOTE_ADDR", "")
    key = f"self-check:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
    cache.add(key, 0, MINUTE)
    try:
        return cache.incr(key) > MOST_BOOKS
    except ValueError:  # it ran out between the two
        return False


def _forms(data: QueryDict | None) -> list[SectionForms]:
    """The union of what all pairs ask, and one pair's abilities where asked for."""
    sections = list(asked_sections())
    given = data if data is not None else QueryDict(mutable=True)
    if questions := questions_of(given.get("pair", "")):
        sections.append(questions)
    blank = 0 if data is not None else BLANK_ROWS
    if blank:
        for section in sections:
            if section.rows:
                given[f"{section.rows}-TOTAL_FORMS"] = "0"
                given[f"{section.rows}-INITIAL_FORMS"] = "0"
    return [SectionForms(each, given, blank if each.rows else 0) for each in sections]


def _page(
    request: HttpRequest, filled: list[SectionForms], status: int = 200, **more: Any
) -> HttpResponse:
    pairs = [
        (f"{guide.key}:{kind.id}", f"{guide.province} {kind.label}")
        for guide in guides.provinces()
        for kind in guide.kinds.values()
    ]
    context = {
        "forms": filled,
        "problems": [form for each in filled for form in each.all]
        if request.method == "POST"
        else [],
        "book": BookForm(),
        "pairs": pairs,
        "pair": request.POST.get("pair", ""),
        "order": ORDER,
        "matches": (),
        "book_problems": more.pop("problems", ()),
        "busy": "",
        **more,
    }
    template = "applications/public/self_check.html"
    return render(request, template, context, status=status)


urlpatterns = [path("self-check/", self_check, name="self_check")]
