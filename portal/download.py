"""Files that a page hands out."""

from typing import Protocol

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from portal.workbook import CONTENT_TYPE


class Stored(Protocol):
    """A row that keeps a file, the name to save it under and what it is."""

    file: FieldFile
    name: str
    content_type: str


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


def stored_file(row: Stored) -> FileResponse:
    """What somebody handed in, as a download that no browser shows, guesses at or runs;
    404 where the file is gone."""
    try:
        content = row.file.open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=True,
        filename=row.name,
        content_type=row.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "default-src 'none'; sandbox; frame-ancestors 'none'"
    )
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
