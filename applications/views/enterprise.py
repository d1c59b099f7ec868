"""The enterprise's pages."""

urlpatterns: list = []
