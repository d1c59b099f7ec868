"""Objections to what was published, and what an upheld one opens."""
