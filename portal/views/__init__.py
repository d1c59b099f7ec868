"""Pages that belong to neither side: jobs, audit, invitations, accounts."""

from portal.views import audit, invitations, jobs, people

urlpatterns = [
    *audit.urlpatterns,
    *invitations.urlpatterns,
    *jobs.urlpatterns,
    *people.urlpatterns,
]
