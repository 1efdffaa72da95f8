"""Coaches compared: the rules, a model with recorded answers, one that says anything, any model that is set up."""
