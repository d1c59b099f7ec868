"""Addresses of the scoring side."""

app_name = "scoring"
urlpatterns: list = []
