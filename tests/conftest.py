"""Fixtures that every room may use."""

from hypothesis import settings

pytest_plugins = ["tests.disk", "tests.engine"]

# Benchmarks time; tests do not: on a busy machine a deadline fails what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
