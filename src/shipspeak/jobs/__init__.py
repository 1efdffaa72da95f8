"""Later, once, in the caller's transaction; remembered steps."""
