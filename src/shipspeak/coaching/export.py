"""A report as files: the self-contained page with its clips, JSON, Markdown."""

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from shipspeak.base import Span
from shipspeak.coaching.model import Report
from shipspeak.coaching.report import encode, markdown, page, wanted
from shipspeak.speech import Pcm, clip


def write_files(report: Report, pcm: Pcm | None, stem: Path) -> Sequence[Path]:
    """STEM.html, STEM.json, STEM.md; each appears whole or not at all. The paths, in this order."""
    contents = {
        ".html": page(report, clips(report, pcm), self_contained=True).encode(),
        ".json": encode(report),
        ".md": markdown(report).encode(),
    }
    return [_write(stem.with_name(stem.name + suffix), content) for suffix, content in contents.items()]


def clips(report: Report, pcm: Pcm | None) -> Mapping[Span, bytes]:
    """What the page plays, as MP3."""
    return {span: clip(pcm, span) for span in wanted(report)} if pcm else {}


def _write(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
    return path
