"""One transaction, one organisation."""
