"""The random draw: promised, carried out, published, void."""
