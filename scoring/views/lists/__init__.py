"""Rankings and the lists made of them: frozen, signed, published, corrected."""
