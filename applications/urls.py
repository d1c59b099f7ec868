"""Addresses of the enterprise's side, an audience a file."""

from applications.views import (
    autosaving,
    city,
    corrections,
    dossier_papers,
    enterprise,
    enterprise_report,
    field_history,
    importing,
    messages,
    official,
    progress,
    public,
    recalling,
    self_check,
    versions,
    vetoes,
)

app_name = "applications"
urlpatterns = [
    *autosaving.urlpatterns,  # asked the most: found the soonest
    *public.urlpatterns,
    *self_check.urlpatterns,
    *progress.urlpatterns,
    *dossier_papers.urlpatterns,
    *importing.urlpatterns,
    *messages.urlpatterns,
    *enterprise.urlpatterns,
    *enterprise_report.urlpatterns,
    *field_history.urlpatterns,
    *versions.urlpatterns,
    *corrections.urlpatterns,
    *recalling.urlpatterns,
    *vetoes.urlpatterns,
    *city.urlpatterns,
    *official.urlpatterns,
]
