"""What a model is shown of a meeting: sentences with ids, no names, no title, and of others only what touches the
coached person's turns. Pure.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

from shipspeak.base import Turn
from shipspeak.coaching.alone import Veil
from shipspeak.coaching.analysis import proven
from shipspeak.coaching.evidence import ASKED, GOES_ON, PLAINLY, VOICE, Admitted
from shipspeak.coaching.focus import choose
from shipspeak.coaching.judged.prompt import Prompt
from shipspeak.coaching.judged.prose import Said
from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.talk import LATEST_WORDS, Stretch, listen
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.metrics.turns import floors
from shipspeak.coaching.model import Kind, Metric
from shipspeak.coaching.rubric.scene import Scene
from shipspeak.coaching.rubric.words import KINDS
from shipspeak.sampling import Plan
from shipspeak.speech import Census, Transcript

MOST_WORDS = 8_000
"""Spoken words on a sheet: about 11,000 tokens. Turns with something found in them come first, then long ones."""
TAKEN = 2
"""Sentences of whoever speaks next."""
LONGEST_WORD = 40
"""Characters; longer ones are no words, and cost."""


@dataclass(frozen=True)
class Sheet:
    """One coached person's meeting, ready to be asked about."""

    scene: Scene
    transcript: Transcript
    chosen: tuple[Admitted, ...]
    """Seen by the rules, and shown in any case."""
    found: tuple[Admitted, ...]
    """Everything that the rules saw."""
    shown: tuple[Sentence, ...]
    """In the order of the meeting."""
    alone: bool = False
    """Marks stand for what others said, and no word of theirs is told."""

    @cached_property
    def sentences(self) -> dict[str, Sentence]:
        """By id."""
        return {id_of(sentence): sentence for sentence in self.shown}

    def said(self, prompt: Prompt) -> Said:
        """Hesitations left out, so that they do not tear a run of words apart."""
        spoken = tuple(token for line in self.scene.talk.lines for token in line.text.split())
        return Said(spoken, prompt.small, tokens(prompt.rules))

    @cached_property
    def held(self) -> tuple[Turn, ...]:
        """Who had the floor."""
        return tuple(floors(self.scene.talk.census.turns))

    @cached_property
    def content(self) -> str:
        """The question, as JSON: what was said stands inside of strings and nowhere else."""
        letters: dict[str, str] = {self.scene.talk.focal: "you"}
        told = {
            "kind": KINDS[self.scene.kind],
            "cards": [self._told(one) | {"facts": facts(one)} for one in self.chosen],
            "found": [self._told(one) for one in self.found if one not in self.chosen],
            "sentences": [
                (id_of(one), letters.setdefault(one.line.speaker, _letter(len(letters))), clean(self._told_of(one)))
                for one in self.shown
            ],
        }
        return msgspec.json.encode(told).decode()

    @cached_property
    def of_others(self) -> int:
        """Words in the question that somebody else said."""
        others = () if self.alone else (one for one in self.shown if one.line.speaker != self.scene.talk.focal)
        return sum(len(one.words) for one in others)

    def place(self, one: Admitted) -> str:
        """Id of the sentence in which the quote begins."""
        proof = one.evidence[0]
        return self._places.get((proof.passage, proof.start), "")

    def _told_of(self, sentence: Sentence) -> str:
        return self._veil.over(sentence) if self.alone else sentence.quote

    @cached_property
    def _veil(self) -> Veil:
        return Veil(self.scene.talk.census, self.scene.talk.focal)

    def _told(self, one: Admitted) -> dict[str, object]:
        asked = [piece for piece in one.evidence[1:] if piece.speaker != one.claim.speaker]
        before = self._places.get((asked[0].passage, asked[0].start)) if asked else None
        return {"pattern": one.claim.pattern, "said": self.place(one), "asked": before}

    @cached_property
    def _places(self) -> dict[tuple[str, int], str]:
        """Which sentence a word of a passage stands in, by when it begins."""
        return {(one.line.passage.id, word.start): id_of(one) for one in self.shown for word in one.words}


def lay_out(
    census: Census, plan: Plan, transcript: Transcript, focal: str, kind: Kind, metrics: tuple[Metric, ...]
) -> Sheet:
    """Takes about as long as `analysis.findings`."""
    found, _ = proven(census, plan, transcript, focal, kind, metrics)
    scene = Scene(listen(census, transcript, focal), kind, metrics)
    return Sheet(scene, transcript, choose(found, floors(census.turns)), found, _shown(scene, found))


def id_of(sentence: Sentence) -> str:
    """The second sentence of passage p46 is p46.2."""
    before = (one.first for one in sentence.line.sentences)
    return f"{sentence.line.passage.id}.{1 + sum(first < sentence.first for first in before)}"


def facts(one: Admitted) -> list[str]:
    """What code can fill in on its card: names of figures, "other" for whoever asked."""
    return sorted(set(one.claim.facts) - {ASKED, GOES_ON, PLAINLY, VOICE})


def clean(text: str) -> str:
    """What a reader would see of it: no control, direction or zero-width characters, no look-alikes of plain letters,
    no word without an end.
    """
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isprintable() or c.isspace())
    return " ".join(word[:LONGEST_WORD] for word in seen.split())


def _shown(scene: Scene, found: Sequence[Admitted]) -> tuple[Sentence, ...]:
    """The coached person's turns, what was said right before each, and how it was taken; the most telling first until
    the sheet is full.
    """
    stretches = scene.talk.stretches
    cited = {proof.passage for one in found for proof in one.evidence}

    def telling(at: int) -> tuple[bool, int]:
        return any(line.passage.id in cited for line in stretches[at].lines), stretches[at].words

    own = [at for at, one in enumerate(stretches) if one.speaker == scene.talk.focal]
    kept: dict[tuple[int, int], Sentence] = {}
    room = MOST_WORDS
    for at in sorted(own, key=telling, reverse=True):
        around = _around(stretches, at)
        if (room := room - sum(len(one.tokens) for one in around)) < 0:
            break
        kept |= {(one.line.index, one.first): one for one in around}
    return tuple(kept[place] for place in sorted(kept))


def _around(stretches: Sequence[Stretch], at: int) -> tuple[Sentence, ...]:
    before = stretches[at - 1].latest(LATEST_WORDS) if at else ()
    after = stretches[at + 1].sentences[:TAKEN] if at + 1 < len(stretches) else ()
    return (*before, *stretches[at].sentences, *after)


def _letter(number: int) -> str:
    """Of the others, in the order in which they are first shown: A, B …"""
    return chr(ord("A") + min(number, 26) - 1)
