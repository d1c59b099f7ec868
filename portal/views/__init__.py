"""Pages that belong to neither side: jobs, audit, invitations, accounts."""

from portal.views import audit, invitations, jobs, manuals, people

urlpatterns = [
    *audit.urlpatterns,
    *invitations.urlpatterns,
    *jobs.urlpatterns,
    *manuals.urlpatterns,
    *people.urlpatterns,
]
