"""What the pages about a ranking print, made ready for their templates."""
