"""What others send us as files: named, recognised, opened and shown, apart from us."""
