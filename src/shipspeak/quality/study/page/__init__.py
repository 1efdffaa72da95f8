"""The evaluation as one file for a reader who wants to check it: drawings, and a table behind each."""

from shipspeak.quality.study.page.html import page

__all__ = ["page"]
