"""Pages about letters."""

urlpatterns: list = []
