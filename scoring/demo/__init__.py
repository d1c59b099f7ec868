"""Demo data: invented people, enterprises and dossiers, always the same ones."""
