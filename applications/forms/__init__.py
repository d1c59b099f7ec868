"""What people type, made into values."""
