"""A dossier as a PDF for whoever may see it, and the receipt for who handed it in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from applications.exports.dossier_pdf import dossier_pdf, receipt_pdf
from applications.presentation.handed_in import as_handed_in
from applications.views.own import own_dossier
from portal.conflict import conflict
from portal.doors import enterprise_only, filers_only
from portal.download import pdf_response
from portal.press.paper import PressError


@require_safe
@filers_only
def dossier(request: HttpRequest, key: str) -> HttpResponse:
    """The whole dossier as it stands; printed at once, a second's work."""
    found = own_dossier(request, key)
    if request.user.is_enterprise:
        evidence = list(found.evidence.in_place())
    else:
        evidence = as_handed_in(found)
    try:
        data = dossier_pdf(found, evidence)
    except PressError as error:
        return conflict(request, str(error))
    return pdf_response(data, f"{found.number or '草稿'}_申报书.pdf")


@require_safe
@enterprise_only
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """The receipt; before anything was handed in there is none."""
    found = own_dossier(request, key)
    if found.submitted_at is None:
        return redirect(found)
    url = request.build_absolute_uri(reverse("applications:progress"))
    return pdf_response(receipt_pdf(found, url), f"{found.number}_提交回执.pdf")


urlpatterns = [
    path("dossiers/<str:key>/dossier.pdf", dossier, name="dossier_pdf"),
    path("dossiers/<str:key>/receipt.pdf", receipt, name="receipt_pdf"),
]
