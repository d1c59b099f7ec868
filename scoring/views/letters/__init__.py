"""Letters: written, issued, read, checked."""
