"""The province's pages about rounds and dossiers."""

urlpatterns: list = []
