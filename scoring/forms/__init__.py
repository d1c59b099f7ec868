"""What experts and officials type about panels and marks, made into values."""
