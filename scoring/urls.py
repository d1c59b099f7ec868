"""Addresses of the experts' and the decision's side, an audience a file."""

from scoring.views import (
    analysis,
    calendar,
    dashboards,
    deciding,
    draw_notices,
    draws,
    expert,
    home,
    letters,
    objections,
    panels,
    public,
    ranking,
    workdays,
    worktable,
    worktable_batch,
)

app_name = "scoring"
urlpatterns = [
    *home.urlpatterns,
    *public.urlpatterns,
    *draw_notices.urlpatterns,
    *calendar.urlpatterns,
    *expert.urlpatterns,
    *panels.urlpatterns,
    *draws.urlpatterns,
    *ranking.urlpatterns,
    *analysis.urlpatterns,
    *dashboards.urlpatterns,
    *letters.urlpatterns,
    *workdays.urlpatterns,
    *deciding.urlpatterns,
    *objections.urlpatterns,
    *worktable.urlpatterns,
    *worktable_batch.urlpatterns,
    *worktable.walking,
]
