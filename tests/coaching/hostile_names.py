"""Names as somebody could give them who wants to do harm, or who only writes differently than we do."""

from dataclasses import replace

from shipspeak.coaching.model import Mark, Report, Tone
from tests.coaching.report_example import evidence, example, passage

RUNS = "window.ran=1"
"""What no browser may ever do."""
NAMES = {
    "script": f"</script></title></textarea><img src=x onerror={RUNS}><svg onload={RUNS}>",
    "attribute": f"\"' onmouseover={RUNS} autofocus onfocus={RUNS} x='\"",
    "template": "{{ 7*7 }}{% raw %}${7*7}<!--",
    "link": f"[x](javascript:{RUNS}) ![i](http://e.example/x.png) <http://e.example> `a` | b\n\n---\n# head\n1. one",
    "override": "\u202egpj.exe\u2066\u200f\u2028 after",
    "controls": "a\x00b\x07\x1b[31mred\x7f\ufffe\r\nSet-Cookie: x=1",
    "long": "W" * 10_000,
    "long words": "word " * 2_000,
    "combining": "Z" + "\u0301" * 500,
    "emoji": "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}" * 20,
    "formula": "=HYPERLINK(1)",
    "empty": " \u200b\u3164 ",
}


def report_of(name: str) -> Report:
    """The example, with `name` wherever somebody else's words stand."""
    report = example()
    said = passage("p99", "S1", 20_000, name) if name.split() else report.passages[0]
    focus = replace(
        report.findings.focus[0], happened=name, instead=name, evidence=(evidence((said,), said.id),) if said else ()
    )
    return replace(
        report,
        title=name,
        voices=tuple(replace(voice, name=name) for voice in report.voices),
        passages=(said, *report.passages[1:]),
        findings=replace(report.findings, focus=(focus,), marks=(Mark(20_000, 21_000, name, Tone.CHANGE, said.id),)),
    )
