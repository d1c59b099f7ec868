"""Pages that belong to neither side: jobs, audit, invitations."""

urlpatterns: list = []
