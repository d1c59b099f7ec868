"""Every version that was handed in, and any two of them side by side (版本对照)."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from applications.models import Dossier, DossierVersion
from applications.presentation import kind_label
from applications.presentation.comparing import (
    Compared,
    Snapshot,
    compare,
    of_draft,
    of_version,
)
from applications.presentation.outstanding import sections_for
from applications.views.own import own_dossier
from portal.doors import filers_only

#: What stands for the draft in an address; its enterprise alone may see it.
DRAFT = "draft"


@require_safe
@filers_only
def versions(request: HttpRequest, key: str) -> HttpResponse:
    dossier = own_dossier(request, key)
    kept = list(dossier.versions.select_related("submitted_by"))
    has_draft = request.user.is_enterprise and dossier.is_editable
    names = [str(each.number) for each in kept] + [DRAFT] * has_draft
    old, new = (_asked(request, names, which) for which in ("old", "new"))
    shows_all = request.GET.get("all") == "yes"
    context = {
        "dossier": dossier,
        "kind": kind_label(dossier.round.guide_key, dossier.kind),
        "back_url": _back(request, dossier),
        "versions": kept[::-1],
        "choices": [(name, _label(name)) for name in names],
        "old": old,
        "new": new,
        "old_label": _label(old),
        "new_label": _label(new),
        "shows_all": shows_all,
        "sections": _compared(dossier, kept, old, new, shows_all),
    }
    context["count"] = sum(each.count for each in context["sections"])
    return render(request, "applications/versions.html", context)


def _asked(request: HttpRequest, names: Sequence[str], which: str) -> str:
    """One side of the comparison: as the address says, else the two latest."""
    said = request.GET.get(which, "")
    if said in names or not names:
        return said if said in names else ""
    return names[-1] if which == "new" else names[max(len(names) - 2, 0)]


def _label(name: str) -> str:
    return "当前草稿" if name == DRAFT else f"第 {name} 版" if name else ""


def _compared(
    dossier: Dossier, kept: Sequence[DossierVersion], old: str, new: str, all: bool
) -> tuple[Compared, ...]:
    if not old or not new:
        return ()
    by_name = {str(each.number): each for each in kept}

    def side(name: str) -> Snapshot:
        return of_draft(dossier) if name == DRAFT else of_version(by_name[name])

    return compare(side(old), side(new), sections_for(dossier), all=all)


def _back(request: HttpRequest, dossier: Dossier) -> str:
    """This person's own page about the dossier."""
    if request.user.is_enterprise:
        return dossier.get_absolute_url()
    side = "city" if request.user.is_city else "official"
    return reverse(f"applications:{side}_dossier", args=[dossier.key])


urlpatterns = [path("dossiers/<str:key>/versions/", versions, name="versions")]
