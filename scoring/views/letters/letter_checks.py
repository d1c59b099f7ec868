"""Whether a letter still stands, for everybody who holds one (文书核验)."""

from allauth.core import ratelimit
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.forms.typed import short_text
from scoring.models import Letter

TOO_MANY = "查询次数过多，请过一会儿再试。"
UNKNOWN = (
    "没有找到已发出的这份文书：请照文书填写文书编号和申报编号，"
    "括号和“号”字不能省略。仍然查不到的，请与发文单位联系。"
)


class LetterCheckForm(forms.Form):
    """Both numbers stand on the letter."""

    number = short_text(
        40, label="文书编号", help_text="在文书标题上方，如 吉〔2026〕评结001号。"
    )
    dossier = short_text(32, label="申报编号", help_text="在文书正文中。")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def letter_check(request: HttpRequest) -> HttpResponse:
    """Whether it was issued, is void, and what stands for it; no result."""
    form = LetterCheckForm(request.POST or None)
    letter, status = None, 200
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        if not ratelimit.consume(request, action="progress", key=number):
            form.add_error(None, TOO_MANY)
            status = 429
        else:
            letter = _found(**form.cleaned_data)
            if letter is None:
                form.add_error(None, UNKNOWN)
    context = {
        "form": form,
        "letter": letter,
        "trail": [("公示公告", reverse("scoring:publicity_list"))],
    }
    return render(request, "scoring/public/letter_check.html", context, status=status)


def _found(number: str, dossier: str) -> Letter | None:
    """What has left the house, and no other."""
    rows = Letter.objects.exclude(issued_at=None).filter(
        number=number, dossier__number=dossier
    )
    related = ("dossier__enterprise", "dossier__round", "replaced_by")
    return rows.select_related(*related).defer("content").first()


urlpatterns = [path("letters/check/", letter_check, name="letter_check")]
