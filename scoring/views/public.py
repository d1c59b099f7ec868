"""What is published."""

urlpatterns: list = []
