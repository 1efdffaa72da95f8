import base64
import hashlib
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from shipspeak.base import Span, Turn
from shipspeak.coaching.model import Mark, Report, Tone
from shipspeak.coaching.report import page, wanted
from shipspeak.speech import Confidence, Sureness
from tests.coaching.report_example import evidence, example, passage

HOSTILE = '"><script>alert(1)</script>\u202e' + "w" * 400


def sealed(report: Report) -> str:
    return page(report, dict.fromkeys(wanted(report), b"mp3"), self_contained=True)


def served(report: Report) -> str:
    return page(report, lambda span: f"/clips/{span.start}-{span.end}.mp3", self_contained=False)


class Elements(HTMLParser):
    """Every element with its attributes, and that they close in order."""

    VOID = frozenset({"meta", "link", "input", "br", "img"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"an attribute twice in {tag}"
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(params=[sealed, served], ids=["one file", "served"])
def html(request: pytest.FixtureRequest) -> str:
    page: str = request.param(example())
    return page


def test_it_closes_what_it_opens_and_gives_every_id_once(html: str) -> None:
    ids = [attrs["id"] for _, attrs in Elements(html).found if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_it_leads_every_link_within_the_page_to_something(html: str) -> None:
    elements = Elements(html).found
    ids = {attrs.get("id") for _, attrs in elements}
    targets = {attrs["href"] for tag, attrs in elements if tag == "a" and (attrs.get("href") or "").startswith("#")}
    assert {target[1:] for target in targets if target} <= ids


def test_it_has_no_style_attribute_and_no_handler(html: str) -> None:
    names = {name for _, attrs in Elements(html).found for name in attrs}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]


def test_it_serves_no_inline_script_or_style() -> None:
    for tag, attrs in Elements(served(example())).found:
        assert tag != "style"
        assert tag != "script" or (attrs.get("src") or "").startswith("/static/")


def test_it_seals_exactly_its_own_script_and_styles() -> None:
    html = sealed(example())
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1])  # type: ignore[index]
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        inline = re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", html, re.DOTALL)
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline]
        allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
        assert f"{directive} {allowed};" in policy


def test_it_loads_nothing_from_anywhere_when_sealed() -> None:
    for _, attrs in Elements(sealed(example())).found:
        for name in ("src", "href"):
            assert (attrs.get(name) or "#").startswith(("#", "data:audio/mpeg;base64,"))


def test_it_never_lets_what_people_said_become_markup() -> None:
    report = example()
    said = passage("p99", "S1", 20_000, HOSTILE)
    focus = replace(report.findings.focus[0], happened=HOSTILE, evidence=(evidence((said,), "p99"),))
    marks = (Mark(20_000, 21_000, HOSTILE, Tone.CHANGE, "p99"),)
    hostile = replace(
        report,
        title=HOSTILE,
        voices=tuple(replace(voice, name=HOSTILE) for voice in report.voices),
        passages=(said,),
        findings=replace(report.findings, focus=(focus,), marks=marks, scores=()),
    )
    for html in (sealed(hostile), served(hostile)):
        scripts = [tag for tag, _ in Elements(html).found if tag == "script"]
        assert len(scripts) == 1
        assert "alert(1)</script>" not in html
        title = re.search(r"<title>(.*?)</title>", html)
        assert title
        assert "\u202e" not in title[1]


def test_it_shows_each_cited_passage_word_for_word(html: str) -> None:
    text = unescape(html)
    for focus in example().findings.focus:
        for cited in focus.evidence:
            assert f"<bdi>{cited.words}</bdi>" in text


def test_it_gives_every_clip_a_player_that_needs_no_script(html: str) -> None:
    players = [attrs for tag, attrs in Elements(html).found if tag == "audio"]
    assert len(players) == len(wanted(example()))
    assert all("controls" in attrs and attrs["src"] for attrs in players)


def test_it_shows_at_most_three_cards() -> None:
    report = example()
    many = replace(report, findings=replace(report.findings, focus=report.findings.focus * 3))
    assert served(many).count('<article class="card') == 3


def test_it_names_its_doubt_about_who_spoke() -> None:
    report = example()
    assert "Not always sure who spoke" in served(report)
    one = replace(report, confidence=Confidence(Sureness.ONE_VOICE, 0.0, "One voice was heard."))
    assert served(one).count("One voice was heard.") == 1
    sure = replace(report, confidence=Confidence(Sureness.SURE, 0.0, "Sure."))
    assert 'class="note"' not in served(sure)
    assert "Is Maya you?" in served(replace(report, assumed=True))
    assert "<code>--me</code> and S1, S2, S3, S4." in sealed(replace(report, assumed=True))


def test_it_says_how_it_was_made(html: str) -> None:
    for fact in (
        "0 s of audio",
        ">$0</data>",
        "2 claims",
        "faster-whisper tiny.en int8",
        "seed 20261122",
        "rules 0.1.0",
    ):
        assert fact in html


def test_it_works_without_times_without_cards_and_without_clips() -> None:
    report = example()
    bare = replace(
        report,
        timed=False,
        duration=0,
        turns=(),
        covered=(),
        findings=replace(report.findings, focus=(), marks=(), metrics=(), scores=()),
    )
    html = page(bare, {}, self_contained=True)
    assert "came without times" in html
    assert "<audio class" not in html
    assert not [tag for tag, attrs in Elements(html).found if "timeline" in (attrs.get("class") or "")]


def test_it_stays_small_for_four_hours_read_in_full() -> None:
    hours = 4 * 3_600_000
    voices = [f"S{n}" for n in range(1, 13)]
    words = "we should look at the number before we decide on it"
    passages = tuple(passage(f"p{n}", voices[n % 12], start, words) for n, start in enumerate(range(0, hours, 4_000)))
    report = example()
    long = replace(
        report,
        duration=hours,
        turns=tuple(Turn(said.start, said.end, said.speaker) for said in passages),
        voices=tuple(replace(report.voices[0], id=id, name=None) for id in voices),
        passages=passages,
        covered=(Span(0, hours),),
    )
    assert sum(len(said.words) for said in passages) > 36_000
    assert len(page(long, {}, self_contained=True).encode()) < 1_500_000


def test_who_hardly_spoke_is_told_that_and_not_that_nothing_stood_out() -> None:
    report = example()
    empty = replace(report, findings=replace(report.findings, focus=()))
    hardly = tuple(replace(voice, talk=3_000) if voice.id == report.focal else voice for voice in report.voices)
    assert "Maya spoke 3 s in all: too little to coach anybody." in served(replace(empty, voices=hardly))
    assert "too little to coach anybody" not in served(empty)
