"""Whom the experts' side tells what, and who is reminded of what is to come."""
