"""Addresses of the experts' and the decision's side, an audience a file."""

from scoring.views import (
    analysis,
    calendar,
    draw_notices,
    draws,
    expert,
    home,
    letters,
    panels,
    public,
    ranking,
    workdays,
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
    *letters.urlpatterns,
    *workdays.urlpatterns,
]
