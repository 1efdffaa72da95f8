"""Ask a model within a budget: the only door out of the machine."""
