"""The report for people and machines: HTML, Markdown, JSON, CSV. Rendering only; nothing is decided here."""

from shipspeak.coaching.report.clips import Clip, Clips, ClipUrls, wanted
from shipspeak.coaching.report.files import cut, write_files
from shipspeak.coaching.report.html import PAGES, page, served
from shipspeak.coaching.report.json import decode, encode, schema
from shipspeak.coaching.report.markdown import markdown
from shipspeak.coaching.report.table import metrics_csv
from shipspeak.coaching.report.timeline import Timeline, timeline
from shipspeak.coaching.report.words import coached_by, people, plain

__all__ = [
    "PAGES",
    "Clip",
    "ClipUrls",
    "Clips",
    "Timeline",
    "coached_by",
    "cut",
    "decode",
    "encode",
    "markdown",
    "metrics_csv",
    "page",
    "people",
    "plain",
    "schema",
    "served",
    "timeline",
    "wanted",
    "write_files",
]
