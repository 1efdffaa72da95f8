"""The report as files: `./ship coach` writes them, the app offers them."""

from collections.abc import Mapping
from pathlib import Path

from shipspeak.base import Span
from shipspeak.coaching.model import Report
from shipspeak.coaching.report.clips import wanted
from shipspeak.coaching.report.html import page
from shipspeak.coaching.report.json import encode
from shipspeak.coaching.report.markdown import markdown
from shipspeak.speech import Pcm, as_mp3


def write_files(report: Report, pcm: Pcm | None, base: Path) -> tuple[Path, ...]:
    """`base`.html (plays its clips by itself), .json, .md: all three or, where one cannot be written, none.

    `pcm`: the meeting's sound; None for a transcript without any. Raises OSError.
    """
    content = {
        ".html": page(report, cut(report, pcm), self_contained=True).encode(),
        ".json": encode(report) + b"\n",
        ".md": markdown(report).encode(),
    }
    written = [(base.with_name(f".{base.name}{ending}.part"), base.with_name(base.name + ending)) for ending in content]
    try:
        for (part, _), body in zip(written, content.values(), strict=True):
            part.touch(mode=0o600)  # nobody else on this machine need read it
            part.write_bytes(body)
        for part, final in written:
            part.replace(final)
    finally:
        for part, _ in written:
            part.unlink(missing_ok=True)
    return tuple(final for _, final in written)


def cut(report: Report, pcm: Pcm | None) -> Mapping[Span, bytes]:
    """What a self-contained page plays, as MP3."""
    clips = {span: as_mp3(pcm, span) for span in wanted(report)} if pcm is not None else {}
    return {span: sound for span, sound in clips.items() if sound}
