"""The official's pages about experts and panels."""

urlpatterns: list = []
