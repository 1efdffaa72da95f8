"""What a room is made of."""
