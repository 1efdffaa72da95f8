"""analyse: metrics with their intervals, claims with their quotes; and, where it may be asked, a model's cards."""

from collections.abc import Iterable
from dataclasses import replace

from shipspeak.ai import Purse
from shipspeak.base import in_thread
from shipspeak.coaching.analysis import findings
from shipspeak.coaching.judged import FEATURE, Sheet, lay_out, prompt, write
from shipspeak.coaching.model import Choice, Findings, Heard, Kind, Written
from shipspeak.coaching.paid import Counted
from shipspeak.coaching.terms import Terms
from shipspeak.coaching.tools import Among, Tools
from shipspeak.speech import Voice

LEAST_NAME = 3
"""Letters of a part of a name that is withheld by itself."""


async def judge(tools: Tools, heard: Heard, choice: Choice, words: Written, kind: Kind) -> Findings:  # noqa: ARG001
    """What can be said, and nothing that cannot be shown."""
    return await in_thread(_judge, heard, choice, words, kind)


async def reword(  # noqa: PLR0913, PLR0917 -- one argument for each arrow
    tools: Tools,
    heard: Heard,
    choice: Choice,
    words: Written,
    kind: Kind,
    findings: Findings,
    names: tuple[str, ...],
    version: str,
    terms: Terms,
) -> Findings:
    """The same findings in a model's words, where one may be asked on these terms and for no more than was quoted.
    `names`, given by the person, and those in the file do not leave the machine; where one voice alone may leave it, no
    word of others does. With another `version` of the prompt it is asked anew; on new terms too, so that who gave no
    answer then may give one now.
    """
    if tools.asker is None:
        return findings
    sheet = replace(await in_thread(_lay_out, heard, choice, words, kind, findings), alone=terms.only is not None)
    caller = replace(tools.caller(FEATURE), purse=Purse(terms.judging_usd))
    asker = Counted(Among(tools.asker, terms.judges), tools, sheet.of_others)
    hidden = _withheld(heard.census.voices, names)
    return await write(asker, caller, sheet, findings, prompt(version), hidden, again=terms.again)


def _judge(heard: Heard, choice: Choice, words: Written, kind: Kind) -> Findings:
    return findings(heard.census, choice.plan, words.chosen, choice.focal, kind, heard.rough, whole=words.whole)


def _lay_out(heard: Heard, choice: Choice, words: Written, kind: Kind, found: Findings) -> Sheet:
    return lay_out(heard.census, choice.plan, words.whole, choice.focal or "", kind, found.metrics)


def _withheld(voices: Iterable[Voice], names: Iterable[str]) -> tuple[str, ...]:
    """Whole names and their parts."""
    known = {name.strip() for name in (*(voice.name or "" for voice in voices), *names)} - {""}
    parts = {part for name in known for part in name.split() if len(part) >= LEAST_NAME}
    return tuple(sorted(known | parts))
