"""Addresses of the applications side."""

app_name = "applications"
urlpatterns: list = []
