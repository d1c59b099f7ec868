"""Addresses of the experts' and the decision's side, a subject a folder."""

from scoring.views import calendar, home, public, workdays
from scoring.views.defences import defence_ends, defence_seats, defence_slots, defences
from scoring.views.draws import draw_notices, draws
from scoring.views.expert import expert
from scoring.views.letters import letter_checks, letters
from scoring.views.libraries import library
from scoring.views.lists import (
    amending,
    analysis,
    audited,
    deciding,
    ranking,
    succeeding,
)
from scoring.views.objections import objecting, objections, reopening
from scoring.views.panels import panels
from scoring.views.reviews import dashboards, worktable, worktable_batch

app_name = "scoring"
urlpatterns = [
    *home.urlpatterns,
    *public.urlpatterns,
    *library.urlpatterns,
    *draw_notices.urlpatterns,
    *calendar.urlpatterns,
    *expert.urlpatterns,
    *panels.urlpatterns,
    *draws.urlpatterns,
    *defences.urlpatterns,
    *defence_slots.urlpatterns,
    *defence_ends.urlpatterns,
    *defence_seats.urlpatterns,
    *ranking.urlpatterns,
    *succeeding.urlpatterns,
    *analysis.urlpatterns,
    *audited.urlpatterns,
    *dashboards.urlpatterns,
    *letter_checks.urlpatterns,
    *letters.urlpatterns,
    *workdays.urlpatterns,
    *deciding.urlpatterns,
    *objecting.urlpatterns,
    *objections.urlpatterns,
    *reopening.urlpatterns,
    *amending.urlpatterns,
    *worktable.urlpatterns,
    *worktable_batch.urlpatterns,
    *worktable.walking,
]
