"""The report as a page: served by the app, or one file that holds everything and plays its clips."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from shipspeak.base import Span
from shipspeak.coaching.model import Basis, Mark, Report
from shipspeak.coaching.report.cards import cards, rubric
from shipspeak.coaching.report.clips import Clip, Clips, ClipUrls
from shipspeak.coaching.report.metrics import groups
from shipspeak.coaching.report.paid import departures, of_others, paid, quoted, unsaid, way
from shipspeak.coaching.report.plan import account
from shipspeak.coaching.report.setback import Told, setback
from shipspeak.coaching.report.stretches import offers, pace, stretches
from shipspeak.coaching.report.timeline import of_report
from shipspeak.coaching.report.transcript import runs
from shipspeak.coaching.report.words import BY_EAR, HEARING, KINDS, TONES, misheard, people, plain, share_read
from shipspeak.kit.page import Pages, sealed_policy
from shipspeak.speech import DecidedBy, Sureness

PAGES = Pages("coaching", Path(__file__).parent.parent)
"""Templates and static files of this room; the app serves `PAGES.shelves`."""

STYLES = ("kit/tokens.css", "kit/base.css", "kit/player.css", "coaching/report.css")
SCRIPTS = ("kit/player.js",)


def page(
    report: Report, clips: Mapping[Span, bytes] | ClipUrls, *, self_contained: bool, held: datetime | None = None
) -> str:
    """The whole report as HTML.

    `clips`: mp3 by span (cut those that `wanted(report)` names; a missing one is simply not playable), or a
    function from span to address. `self_contained` puts styles, script and clips into the page, under a policy
    that lets it load nothing else. `held`: when the meeting took place.
    """
    if not self_contained:
        return served(report, clips, "report/served.html", held=held)
    styles = [PAGES.asset(path).text for path in STYLES]
    content = _content(report, clips, Told.FILE)
    scripts = [PAGES.asset(path).text for path in SCRIPTS] if content["playable"] else []
    return PAGES.render(
        "report/file.html",
        **content,
        held=held,
        links={},
        asks=None,
        self_contained=True,
        styles=styles,
        scripts=scripts,
        policy=sealed_policy(styles, scripts),
    )


def served(
    report: Report,
    clips: Mapping[Span, bytes] | ClipUrls,
    template: str,
    *,
    held: datetime | None = None,
    links: Mapping[str, str] | None = None,
    **values: object,
) -> str:
    """The report in the app's shell. `links`: label -> address of what is offered beside it, in order; `values`: what
    else `template` shows, among them `asks`, what a person can put right.
    """
    return PAGES.render(
        template,
        **_content(report, clips, Told.PAGE),
        held=held,
        links=dict(links or {}),
        **{"asks": None, **values},
        self_contained=False,
        style_files=STYLES,
        script_files=SCRIPTS,
    )


def _content(report: Report, source: Mapping[Span, bytes] | ClipUrls, told: Told) -> dict[str, object]:
    clips = Clips(report, source)
    names = people(report)
    return {
        "report": report,
        "title": plain(report.title),
        "names": names,
        "kind": KINDS[report.kind],
        "read": share_read(report),
        "cards": cards(report, clips),
        "misheard": misheard(report.made.engine),
        "by_ear": BY_EAR if report.made.hearing == DecidedBy.VOICES else "",
        "timeline": of_report(report, clips),
        "plan": account(report),
        "setback": setback(report, told),
        "unsaid": unsaid(report),
        "way": way(report),
        "departures": departures(report),
        "of_others": of_others(report),
        "cost": paid(report),
        "quoted": quoted(terms) if (terms := report.made.terms) and terms.pays else "",
        "stretches": stretches(report),
        "offers": offers(report),
        "pace": pace(report),
        "moments": _moments(report, clips),
        "groups": groups(report, clips),
        "estimates": any(metric.basis is Basis.ESTIMATE for metric in report.findings.metrics),
        "rubric": rubric(report, clips),
        "runs": runs(report),
        "clips": tuple(clips),
        "playable": callable(source) or bool(tuple(clips)),
        "tone_words": TONES,
        "hearing": {source.value: words for source, words in HEARING.items()}.get(
            report.made.hearing, report.made.hearing
        ),
        "one_voice": report.confidence.sureness is Sureness.ONE_VOICE,
        "sure": report.confidence.sureness is Sureness.SURE,
    }


def _moments(report: Report, clips: Clips) -> tuple[tuple[int, Mark, Clip | None], ...]:
    """Numbered in the order of the findings (the timeline's targets), shown in time order."""
    numbered = [
        (n, mark, clips.covering(Span(mark.start, mark.end))) for n, mark in enumerate(report.findings.marks, 1)
    ]
    return tuple(sorted(numbered, key=lambda item: item[1].start))
