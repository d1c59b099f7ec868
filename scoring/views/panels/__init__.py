"""Who reviews what: the expert pool, panels by every way of making them."""
