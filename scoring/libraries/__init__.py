"""Libraries as pages show them: the public directory, the record of each entry."""
