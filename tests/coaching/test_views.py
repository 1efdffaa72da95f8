from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from shipspeak.base import Span, Turn
from shipspeak.coaching import views
from shipspeak.coaching.model import Kind, State
from shipspeak.coaching.provenance import Part
from shipspeak.coaching.report import PAGES, markdown
from shipspeak.jobs import Outlook
from shipspeak.speech import Confidence, Preview, Sureness
from tests.coaching.report_example import example
from tests.coaching.test_report_html import HOSTILE, Elements

HELD = datetime(2026, 11, 22, tzinfo=UTC)
SAMPLE = views.Line("/meetings/s", "The sample", State.READY, Kind.PRODUCT_REVIEW, HELD, 724_000, sample=True)
WORDS = {"upload": "Reading the files", "hear": "Hearing the whole meeting", "choose": "Choosing what matters"}


def line(title: str) -> views.Line:
    return views.Line("/meetings/1", title, State.WORKING, Kind.PLANNING, HELD, None)


def asks(voices: int = 2, token: str = "t0") -> views.Asks:
    choices = tuple(
        views.VoiceChoice(f"S{n}", HOSTILE, "", 60_000, ((Span(0, 5_000), "/a.mp3"),)) for n in range(1, voices + 1)
    )
    return views.Asks(
        choices,
        me=None,
        assumed=True,
        people=None,
        title=HOSTILE,
        kind=Kind.PLANNING,
        about_action="/about",
        by_ear=True,
        me_action="/me",
        people_action="/people",
        names_action="/names",
        delete_action="/deletion",
        stretch_action="/stretches",
        between_action="/stretch",
        preset_action="/preset",
        compare=False,
        compare_action="/comparison",
        token=token,
    )


def shown(**changes: object) -> views.Shown:
    values: dict[str, object] = {
        "href": "/meetings/1",
        "fragment": "/live",
        "version": 3,
        "events": None,
        "problem": None,
        "retry": "/attempts",
        "now": "",
    }
    return views.Shown(**{**values, **changes})  # type: ignore[arg-type]


def work(**changes: object) -> views.Work:
    values: dict[str, object] = {
        "href": "/meetings/1",
        "title": HOSTILE,
        "stages": views.stages(WORDS, "hear", 62_000, 724_000),
        "first": None,
    }
    return views.Work(**{**values, **changes})  # type: ignore[arg-type]


def test_it_puts_the_sample_on_top_while_the_list_is_new() -> None:
    few = views.index([line("Mine"), SAMPLE], upload="/meetings")
    assert few.index("The sample") < few.index("Mine")
    many = views.index([*(line(f"Mine {n}") for n in range(4)), SAMPLE], upload="/meetings")
    assert many.index("The sample") > many.index("Mine 3")


def test_it_takes_a_recording_with_scripts_off() -> None:
    elements = Elements(views.index([], upload="/meetings", token="t0")).found
    form = next(attrs for tag, attrs in elements if tag == "form")
    assert form == {**form, "method": "post", "action": "/meetings", "enctype": "multipart/form-data"}
    assert ("input", "file") in [(tag, attrs.get("type")) for tag, attrs in elements]
    assert ("button", "submit") in [(tag, attrs.get("type")) for tag, attrs in elements]
    assert "No meetings yet" in views.index([], upload="/meetings")


def test_it_counts_what_is_done_in_each_stage() -> None:
    found = views.stages(WORDS, "hear", 62_000, 724_000)
    assert [stage.state for stage in found] == ["done", "now", "next"]
    assert found[1].count == "1:02 of 12:04"
    assert [stage.state for stage in views.stages(WORDS, None, 0, 0)] == ["next", "next", "next"]
    assert "1:02 of 12:04" in views.live(work())


def test_it_shows_the_first_timeline_as_soon_as_there_is_one() -> None:
    assert views.first_timeline(Preview(0, ()), 724_000) is None
    speech = views.first_timeline(Preview(30_000, (Span(0, 9_000),)), None)
    assert speech
    assert [lane.name for lane in speech.lanes] == ["Speech"]
    voices = views.first_timeline(Preview(30_000, (), (Turn(0, 9_000, "S1"), Turn(9_000, 12_000, "S2"))), 60_000)
    assert voices
    assert ET.fromstring(voices.picture).get("class") == "timeline"
    assert "Who spoke when, so far" in views.live(work(first=voices))


def test_it_asks_what_is_to_be_put_right_in_plain_forms() -> None:
    html = views.report(example(), str, asks(3), shown())
    elements = Elements(html).found
    forms = {attrs["action"] for tag, attrs in elements if tag == "form"}
    assert {"/me", "/about", "/people", "/names", "/comparison", "/deletion"} <= forms
    assert [attrs["value"] for _, attrs in elements if attrs.get("type") == "radio"] == ["S1", "S2", "S3"]
    known = views.report(example(), str, replace(asks(3), by_ear=False), shown())
    assert 'action="/people"' not in known, "who spoke is known from captions: there is nothing to count"


def test_of_one_voice_it_asks_once_whether_there_were_more_and_not_which_is_yours() -> None:
    report, sentence = example(), "Only one voice was found. Only one person? If there were more, say how many."
    alone = replace(
        report, assumed=True, voices=report.voices[:1], confidence=Confidence(Sureness.ONE_VOICE, 0.0, sentence)
    )
    html = views.report(alone, str, asks(1), shown())
    assert html.count("Only one person?") == markdown(alone).count("Only one person?") == 1
    assert 'href="#people"' in html
    for told in (html, markdown(alone)):
        assert " you?" not in told
        assert "which voice is yours" not in told
    assert "Is Maya you?" in views.report(replace(report, assumed=True), str, asks(4), shown())


def test_it_reloads_itself_with_scripts_off() -> None:
    assert '<noscript><meta http-equiv="refresh"' in views.working(work())


def test_it_offers_to_try_again_only_where_that_may_help() -> None:
    html = views.failed("a.mp4", "The disk is full.", retry="/retry", delete="/deletion")
    for said in ("The disk is full.", "is kept, sealed", 'action="/retry"', 'action="/deletion"'):
        assert said in html
    html = views.failed("a.mp4", "This video has no sound.", retry=None, delete="/deletion")
    assert "Try again from there" not in html
    assert "Choose another file" in html
    assert [attrs["action"] for tag, attrs in Elements(html).found if tag == "form"] == ["/deletion"]


def test_a_list_is_asked_for_again_only_while_something_is_to_come() -> None:
    assert "data-busy" in views.listing([line("Mine")])
    assert "data-busy" not in views.listing([SAMPLE])
    soon = replace(line("Mine"), doing="Hearing the whole meeting", outlook=Outlook(None, 70.0, 60.0, 80.0))
    assert "Hearing the whole meeting, ready in about 1 min" in views.listing([soon])


def test_a_deleted_sample_can_be_had_back() -> None:
    assert 'action="/sample"' in views.index([], upload="/meetings", sample="/sample")
    assert 'action="/sample"' not in views.index([SAMPLE], upload="/meetings", sample="/sample")


def test_a_stranger_is_told_how_to_come_in_and_not_where_else_to_be_refused() -> None:
    html = views.error(401, "Unauthorized", "For the API, send it as a bearer token.")
    assert "./ship up printed" in html
    assert "bearer" not in html
    assert "Go to your meetings" not in html
    assert "Choose another file" in views.error(415, "Unsupported Media Type", "This is a PDF.")


def test_nothing_can_be_played_of_a_transcript_alone() -> None:
    html = views.report(example(), {}, asks(), shown())
    assert 'class="play"' not in html.partition('id="who-is-who"')[0]
    assert 'id="player"' not in html


def test_it_leads_to_the_report_when_it_is_there() -> None:
    assert 'data-go="/meetings/1"' in views.finished("/meetings/1", 2)


def test_it_shows_the_report_with_what_can_be_put_right() -> None:
    html = views.report(
        example(), lambda span: f"/{span.start}", asks(), shown(), held=HELD, links={"Markdown": "/1.md"}
    )
    for said in ("Only you can see this", "22 Nov 2026", "Which voice is you?", 'href="/1.md"'):
        assert said in html


def test_a_report_that_is_made_again_says_so_and_follows() -> None:
    html = views.report(example(), str, asks(), shown(version=None, events="/events", now="Writing it down"))
    for said in ("This is still the earlier report.", "Writing it down", 'data-events="/events"', "url=/meetings/1"):
        assert said in html
    failed = views.report(example(), str, asks(), shown(version=None, problem="The disk is full."))
    for said in ("The disk is full.", "Try again from there", 'action="/attempts"'):
        assert said in failed
    assert "earlier report" not in views.report(example(), str, asks(), shown())


def test_it_asks_for_a_stretch_in_a_plain_form_with_its_price() -> None:
    made = replace(example().made, parts=(Part("transcribe", 9.0),))
    html = views.report(replace(example(), made=made), str, asks(), shown())
    elements = Elements(html).found
    assert "in about" in html
    assert len([1 for tag, attrs in elements if tag == "form" and attrs["action"] == "/stretches"]) >= 10
    links = {attrs["href"] for tag, attrs in elements if tag == "a" and "#stretch-" in (attrs.get("href") or "")}
    assert links <= {f"#{attrs['id']}" for _, attrs in elements if attrs.get("id")}
    assert html.count(">have it<") == html.count('class="gap')
    presets = [attrs["value"] for _, attrs in elements if attrs.get("name") == "preset"]
    assert presets == ["full", *["quality", "full"] * 2]
    tokens = [1 for _, attrs in elements if attrs.get("name") == "token"]
    assert len(tokens) == len([1 for tag, attrs in elements if tag == "form"])


def test_it_lets_nothing_that_was_typed_become_markup_and_loads_only_its_own_files() -> None:
    pages = [
        views.index([line(HOSTILE)], upload="/meetings"),
        views.working(work()),
        views.failed(HOSTILE, HOSTILE, retry="/r", delete="/d"),
        views.failed(HOSTILE, HOSTILE, retry=None, delete="/d"),
        views.error(404, "Not Found", HOSTILE),
        views.report(example(), lambda span: "/c", asks(), shown()),
    ]
    known = {asset.url for shelf in PAGES.shelves.values() for asset in shelf}
    for html in pages:
        elements = Elements(html).found
        loaded = {attrs.get("src") or attrs.get("href") for tag, attrs in elements if tag in {"script", "link"}}
        assert loaded <= known
        assert not [attrs for tag, attrs in elements if "style" in attrs or tag == "style"]
        assert "alert(1)</script>" not in html


def test_everything_is_offered_first_where_nobody_else_can_write_the_words() -> None:
    html = views.index([], upload="/meetings")
    assert '<option value="full" selected>Everything</option>' in html
    assert "As usual" not in html
