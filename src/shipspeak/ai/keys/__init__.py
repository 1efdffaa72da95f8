"""Providers' keys: sealed, weighted, taken back within a minute."""
