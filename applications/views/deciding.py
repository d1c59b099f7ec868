"""One way to decide: a page that says what will happen, then the deed, once."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from applications.models import Dossier
from portal.conflict import conflict

#: What an action raises where somebody was first or the time is over, in words.
Refusals = dict[type[Exception], str]


def decide(
    request: HttpRequest,
    *,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    page: dict[str, Any],
    done: str,
    refusals: Refusals,
    template: str = "confirm.html",
) -> HttpResponse:
    """Show ``page`` (see confirm.html) with its form; when it is posted, ``act``.

    ``page["cancel_url"]`` is also where one comes back to.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except tuple(refusals) as refusal:
            return conflict(request, refusals[type(refusal)], page["cancel_url"])
        if form.is_valid():  # an action may have put an error to a field
            messages.success(request, done)
            return redirect(page["cancel_url"])
    return render(request, template, {**page, "form": form})


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, though it be nothing; None on a mere visit."""
    return request.POST if request.method == "POST" else None


def name_of(dossier: Dossier) -> str:
    return f"{dossier.number} {dossier.enterprise.name}"
