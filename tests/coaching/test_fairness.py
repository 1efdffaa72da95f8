"""The same words with other names, genders and accents: no level changes, by rules or with a model's words."""

import re
from collections.abc import Callable, Mapping

import pytest

from shipspeak.coaching.language import accents
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.model import Findings
from tests.coaching.judging import FOCAL, RECORDED, asked, levels, rules, saying, script
from tests.coaching.spoken import Meeting, Said, meeting, of

NAMES: Mapping[str, tuple[str, str, str, str]] = {
    "Yoruba, Vietnamese, Spanish, Irish": ("Oluwaseun", "Nguyễn", "José", "Siobhán"),
    "Arabic, Russian, Mexican": ("Mohammed", "Fatima", "Dmitri", "Guadalupe"),
    "names that are words": ("Will", "May", "Mark", "Grace"),
    "other scripts, an apostrophe, a hyphen": ("李娜", "Ольга", "Ngũgĩ", "D'Angelo-Smith"),
    "without accents": ("Oluwaseun", "Nguyen", "Jose", "Siobhan"),
    "men": ("John", "Paul", "George", "Peter"),
    "women": ("Anna", "Maria", "Julia", "Helen"),
}
PEOPLE = (FOCAL, "Tom", "Lena", "Gordon")

ACCENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "dis and dat": ((r"\b[Tt]h(?=[aeiou])", "d"), (r"th\b", "t")),
    "zis and zat": ((r"\bth(?=[aeiou])", "z"), (r"\bTh(?=[aeiou])", "Z")),
    "ve vill": ((r"\bw(?=[aeiou])", "v"), (r"\bW(?=[aeiou])", "V")),
    "wery": (("v", "w"),),
    "r for l": ((r"l(?=[aeiou])", "r"),),
    "no s at the end": ((r"(?<=[a-z]{3})s\b", ""),),
    "goin'": ((r"ing\b", "in'"),),
    "no h": ((r"\bh(?=[aeiou])", ""), (r"\bH(?=[aeiou])", "")),
    "estart": ((r"\bs(?=[tpk])", "es"), (r"\bS(?=[tpk])", "Es")),
    "British spelling": (("ize", "ise"), ("color", "colour")),
}
GENDERS = {"he": "she", "she": "he", "his": "her", "her": "his", "him": "her", "man": "woman", "woman": "man"}


def heard(written: Callable[[str], str] = str, named: Callable[[str], str] = str) -> Meeting:
    made = meeting(*(Said(named(who), written(text)) for _, who, text in script()))
    return of(made.transcript.passages, names=True)


def swapped(words: Mapping[str, str]) -> Callable[[str], str]:
    both = words | {one.capitalize(): other.capitalize() for one, other in words.items() if one.islower()}
    any_word = re.compile(rf"\b(?:{'|'.join(both)})\b")
    return lambda text: any_word.sub(lambda found: both[found[0]], text)


def accented(changes: tuple[tuple[str, str], ...]) -> Callable[[str], str]:
    def written(text: str) -> str:
        for pattern, instead in changes:
            text = re.sub(pattern, instead, text)
        return text

    return written


@pytest.fixture(scope="module")
def plain() -> Findings:
    return rules(heard())


@pytest.mark.parametrize("kind", NAMES)
def test_names_change_no_level(plain: Findings, kind: str) -> None:
    names = dict(zip(PEOPLE, NAMES[kind], strict=True))
    found = rules(heard(swapped(names), names.__getitem__), names[FOCAL])
    assert levels(found) == levels(plain)
    assert [card.pattern for card in found.focus] == [card.pattern for card in plain.focus]


@pytest.mark.parametrize("kind", ACCENTS)
def test_an_accent_s_spelling_changes_no_level(plain: Findings, kind: str) -> None:
    found = rules(heard(accented(ACCENTS[kind])))
    assert levels(found) == levels(plain)
    assert [card.pattern for card in found.focus] == [card.pattern for card in plain.focus]


def test_genders_change_no_level(plain: Findings) -> None:
    found = rules(heard(swapped(GENDERS)))
    assert levels(found) == levels(plain)
    assert [card.pattern for card in found.focus] == [card.pattern for card in plain.focus]


async def test_nor_do_they_with_a_model_s_words(plain: Findings) -> None:
    names = dict(zip(PEOPLE, NAMES["other scripts, an apostrophe, a hyphen"], strict=True))
    for meeting_, focal in (
        (heard(swapped(names), names.__getitem__), names[FOCAL]),
        (heard(accented(ACCENTS["zis and zat"])), FOCAL),
        (heard(swapped(GENDERS)), FOCAL),
    ):
        after, _ = await asked(meeting_, saying({"cards": RECORDED["careful"][0][0]["cards"]}), focal)
        assert levels(after) == levels(plain)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dat", "that"),
        ("zey", "they"),
        ("tink", "think"),
        ("vould", "would"),
        ("beliewe", "believe"),
        ("goin", "going"),
    ],
)
def test_a_cue_is_seen_whoever_says_it(written: str, meant: str) -> None:
    assert accents.meant(written) == meant


@pytest.mark.parametrize(
    "word", ["ten", "thin", "date", "west", "den", "tank", "our", "in", "vine", "tomato", "z", "ze\u0301"]
)
def test_other_words_stay_what_they_are(word: str) -> None:
    assert accents.meant(word) == word


def test_what_is_quoted_stays_as_it_was_written() -> None:
    found = rules(heard(accented(ACCENTS["dis and dat"])))
    quotes = [proof.words for score in found.scores for proof in score.evidence]
    assert any("dat" in tokens(words) for words in quotes)
