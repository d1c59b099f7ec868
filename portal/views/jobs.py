"""How far a job has come, and what came of it; for the one who asked for it."""

from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from portal.models import Job


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "portal/job_detail.html", {"job": _job(request, pk)})


@require_safe
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes, for the script that asks for it."""
    return render(request, "portal/_job.html", {"job": _job(request, pk)})


@require_safe
def job_status(request: HttpRequest, pk: int) -> JsonResponse:
    found = _job(request, pk)
    return JsonResponse(
        {
            "state": found.state,
            "done": found.done,
            "total": found.total,
            "percent": found.percent,
            "is_over": found.is_over,
            "message": found.message,
        }
    )


@require_safe
def job_result(request: HttpRequest, pk: int) -> FileResponse:
    found = _job(request, pk)
    if found.state != Job.State.DONE or not found.result:
        raise Http404
    name = PurePath(found.result.name).name.removeprefix(f"{found.pk}-")
    return FileResponse(found.result.open("rb"), as_attachment=True, filename=name)


def _job(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), pk=pk)


urlpatterns = [
    path("jobs/<int:pk>/", job, name="job"),
    path("jobs/<int:pk>/progress/", job_progress, name="job_progress"),
    path("jobs/<int:pk>/status/", job_status, name="job_status"),
    path("jobs/<int:pk>/result/", job_result, name="job_result"),
]
