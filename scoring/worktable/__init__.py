"""The work table (工作台账): every dossier of a round with all that is known of it."""
