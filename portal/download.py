"""Files that a page hands out."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from portal.workbook import CONTENT_TYPE


def pdf_response(data: bytes, name: str) -> HttpResponse:
    """A paper to save under ``name``, kept by nobody on its way."""
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def workbook_response(data: bytes, name: str) -> HttpResponse:
    """A workbook to save under ``name``, Chinese or not."""
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
