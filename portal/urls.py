"""The portal's addresses; the two sides are named by string, never imported."""

from django.urls import include, path

from portal import views

urlpatterns = [
    path("", include("applications.urls")),
    path("", include("scoring.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("", include((views.urlpatterns, "portal"))),
]
