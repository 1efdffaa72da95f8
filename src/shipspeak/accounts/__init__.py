"""Who is here, what they may do."""
