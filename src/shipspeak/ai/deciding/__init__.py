"""What decides how a model is asked: pure, no clock of its own, no database."""
