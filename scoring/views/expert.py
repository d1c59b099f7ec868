"""The expert's pages."""

urlpatterns: list = []
