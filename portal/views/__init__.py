"""Pages that belong to neither side: jobs, audit, invitations."""

from portal.views import audit, invitations, jobs

urlpatterns = [*audit.urlpatterns, *invitations.urlpatterns, *jobs.urlpatterns]
