"""How far a job has come."""

urlpatterns: list = []
