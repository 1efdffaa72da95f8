"""Sealed bytes: nothing readable lies on disk."""
