"""The libraries after publication: records, reports, decisions, directory."""
