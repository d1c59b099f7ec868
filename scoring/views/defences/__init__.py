"""The on-site defence, as officials run it."""
