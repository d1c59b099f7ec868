"""A review under way, as officials follow it: work table, charts, doubts."""
