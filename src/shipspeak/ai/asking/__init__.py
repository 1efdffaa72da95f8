"""The path of one question: remembered or sent, tried again, sent elsewhere, parked, or a dead letter."""
