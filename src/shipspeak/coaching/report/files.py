"""The report as files: `./ship coach` writes them, the app offers them."""

from pathlib import Path

from shipspeak.coaching.model import Report
from shipspeak.coaching.report.clips import wanted
from shipspeak.coaching.report.html import page
from shipspeak.coaching.report.json import encode
from shipspeak.coaching.report.markdown import markdown
from shipspeak.speech import Pcm
from shipspeak.speech.clip import clip


def write_files(report: Report, pcm: Pcm | None, base: Path) -> tuple[Path, ...]:
    """`base`.html (plays its clips by itself), .json, .md: all three or, where one cannot be written, none.

    `pcm`: the meeting's sound; None for a transcript without any. Raises OSError.
    """
    clips = {span: clip(pcm, span) for span in wanted(report)} if pcm is not None else {}
    content = {
        ".html": page(report, {span: sound for span, sound in clips.items() if sound}, self_contained=True).encode(),
        ".json": encode(report) + b"\n",
        ".md": markdown(report).encode(),
    }
    written = [(base.with_name(f".{base.name}{ending}.part"), base.with_name(base.name + ending)) for ending in content]
    try:
        for (part, _), body in zip(written, content.values(), strict=True):
            part.write_bytes(body)
        for part, final in written:
            part.replace(final)
    finally:
        for part, _ in written:
            part.unlink(missing_ok=True)
    return tuple(final for _, final in written)
