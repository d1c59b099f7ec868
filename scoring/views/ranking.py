"""The official's pages about rankings and shortlists."""

urlpatterns: list = []
