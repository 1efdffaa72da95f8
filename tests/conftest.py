"""Fixtures that every room may use."""

pytest_plugins = ["tests.disk", "tests.engine"]
