"""Pages that belong to neither side: jobs, audit, invitations, accounts, news."""

from portal.views import (
    audit,
    invitations,
    jobs,
    manuals,
    notifications,
    outbox,
    people,
)

urlpatterns = [
    *audit.urlpatterns,
    *invitations.urlpatterns,
    *jobs.urlpatterns,
    *manuals.urlpatterns,
    *notifications.urlpatterns,
    *outbox.urlpatterns,
    *people.urlpatterns,
]
