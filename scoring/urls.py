"""Addresses of the experts' and the decision's side, an audience a file."""

from scoring.views import (
    analysis,
    calendar,
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
    *calendar.urlpatterns,
    *expert.urlpatterns,
    *panels.urlpatterns,
    *ranking.urlpatterns,
    *analysis.urlpatterns,
    *letters.urlpatterns,
    *workdays.urlpatterns,
]
