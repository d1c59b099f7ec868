"""The city's pages."""

urlpatterns: list = []
