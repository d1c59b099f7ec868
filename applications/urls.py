"""Addresses of the enterprise's side, an audience a file."""

from applications.views import city, enterprise, official, public

app_name = "applications"
urlpatterns = [
    *public.urlpatterns,
    *enterprise.urlpatterns,
    *city.urlpatterns,
    *official.urlpatterns,
]
