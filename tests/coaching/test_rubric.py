"""Each detector on talk that shows the behaviour and on talk that nearly does."""

import pytest

from shipspeak.coaching.evidence import admit
from shipspeak.coaching.metrics import measure
from shipspeak.coaching.model import Claim, Kind, Skill, Tone
from shipspeak.coaching.rubric import ANCHORS, GOOD, judge
from shipspeak.coaching.rubric.patterns import EMPHASIS, PATTERNS
from shipspeak.coaching.rubric.words import CARDS
from tests.coaching.spoken import Said, meeting

BACKGROUND = (
    "In January the team had two engineers and a long list of complaints from every part of the company. In March we "
    "ran a survey among all of them and the top complaint was the number of steps. After that we drew three versions "
    "on paper and showed all of them to customers in the spring."
)
Lines = tuple[Said | tuple[str, str], ...]


def claims(*lines: Said | tuple[str, str], timed: bool = True) -> tuple[Claim, ...]:
    heard = meeting(*lines, timed=timed)
    metrics = measure(heard.census, heard.plan, heard.transcript, "Maya", Kind.PRODUCT_REVIEW)
    found = judge(heard.census, heard.plan, heard.transcript, "Maya", Kind.PRODUCT_REVIEW, metrics)
    assert admit(found, heard.transcript)[1] == 0, "rules cite what stands there"
    return found


SHOWN: dict[str, list[Lines]] = {
    "buried-recommendation": [
        (("Tom", "Do you recommend that we launch?"), ("Maya", BACKGROUND + " So my recommendation is to launch.")),
        (("Maya", BACKGROUND * 3 + " So my recommendation is to launch."), ("Tom", "Okay.")),
        (
            ("Tom", "so what should we do"),
            ("Maya", BACKGROUND.lower().replace(".", "") + " so i would recommend we launch"),
        ),
    ],
    "answer-first": [
        (
            ("Tom", "What does it cost us to wait?"),
            ("Maya", "It costs us forty thousand dollars, because orders come in May."),
        ),
        (
            ("Tom", "Should we launch on Monday?"),
            ("Maya", "Yes, I would launch on Monday, because the test has passed."),
        ),
    ],
    "aim-named": [(("Maya", "We are here to decide one thing. Do we launch?"), ("Tom", "Good."))],
    "signposted": [(("Maya", "There are three reasons. First, the price. Second, the time. Third, the team."),)],
    "detours": [
        (
            ("Maya", "Sorry, let me back up. " + BACKGROUND + " But before we get to that, the price. Where was I?"),
            ("Tom", "Go on with the survey please."),
        )
    ],
    "number-given": [
        (("Tom", "Is the pilot any good for us?"), ("Maya", "It went from 61 percent to 68 percent in four weeks.")),
    ],
    "figure-missing": [
        (
            ("Tom", "How many customers asked for it?"),
            ("Maya", "A lot of people keep telling us that they want it badly."),
        ),
    ],
    "decision-without-owner": [
        (
            ("Maya", "We should probably get that tested on older phones."),
            ("Lena", "Yes, definitely."),
            ("Tom", "Agreed. That makes sense."),
            ("Gordon", "Good. The next topic is the support team and their phones, and it is a long one for us all."),
        ),
        (
            ("Maya", "Okay, let's go with the second version."),
            ("Lena", "Sounds good."),
            (
                "Gordon",
                "The next topic is the support team and their phones, and it is a long one for all of us today.",
            ),
        ),
    ],
    "owner-and-date": [
        (("Maya", "Can you send the numbers by Friday?"), ("Tom", "Sure.")),
        (("Maya", "I will write it up by the end of the week."), ("Tom", "Great.")),
    ],
    "recap": [
        (
            (
                "Maya",
                "Here is what we decided. We launch on Monday. Tom will run the test, and I'll tell the board myself.",
            ),
        )
    ],
    "clear-ask": [(("Maya", "What I need from you today is a yes or a no."), ("Tom", "Okay."))],
    "trade-off-stated": [(("Maya", "We give up ninety thousand dollars and in return we can undo everything."),)],
    "stop-rule": [(("Maya", "We stop if fewer than half of them finish."),)],
    "risk-not-named": [
        (("Tom", "What could go wrong with it?"), ("Maya", "It should be fine. We have done this many times.")),
    ],
    "term-explained": [(("Maya", "The token expires, which means the customer has to sign in again."),)],
    "meaning-asked": [
        (
            ("Maya", "We saw a lot of churn in the cohort."),
            ("Tom", "What do you mean by cohort?"),
            ("Maya", "A group."),
        ),
    ],
    "paraphrase": [(("Tom", "It is risky."), ("Maya", "So what I hear you saying is that the way back is the risk."))],
    "open-question": [
        (
            ("Maya", "What would have to be true for you to feel comfortable?"),
            ("Tom", "I want to see a test work from start to end with real data."),
        ),
    ],
    "interruption": [
        (
            ("Lena", "They looked at the top and then they looked at the bottom and then they"),
            Said("Maya", "We know about that one and it is on the list.", -900),
        ),
    ],
    "acknowledged-pushback": [
        (
            ("Tom", "I disagree. That is too risky for us."),
            ("Maya", "That's a fair point. The way back takes six hours, and so we start with a tenth of them."),
        ),
    ],
    "hedged-reply": [
        (
            ("Tom", "I have to disagree. I do not believe that Monday is safe."),
            ("Maya", "I guess maybe we could sort of move the date, if that would possibly help."),
        ),
        (
            ("Tom", "i'm really worried about that"),
            ("Maya", "well maybe we can look at it again and it might be kind of okay i suppose"),
        ),
    ],
    "long-monologue": [(("Maya", BACKGROUND * 5), ("Tom", "Thank you for that."))],
    "short-answer": [
        (("Tom", "How many people were in this pilot?"), ("Maya", "Twenty thousand people, over four weeks."))
    ],
    "hedge-burst": [
        (
            ("Maya", "I guess maybe we could sort of move the date, and it might possibly help us all."),
            ("Tom", "Okay."),
        ),
    ],
    "filler-burst": [(("Maya", "So, um, before that, uh, it helps to, um, go back to, uh, the start."),)],
}

NOT_SHOWN: dict[str, list[Lines]] = {
    "buried-recommendation": [
        (("Tom", "Do you recommend that we launch?"), ("Maya", "I recommend that we launch. " + BACKGROUND)),
        (("Tom", "What happened in the spring?"), ("Maya", BACKGROUND + " So my recommendation is to launch.")),
        (("Maya", BACKGROUND + " So my recommendation is to launch."), ("Tom", "Okay.")),
        (("Maya", BACKGROUND * 3 + " So let's launch."), ("Tom", "Okay.")),
        (("Maya", "Do you recommend that we launch?"), ("Tom", BACKGROUND + " So my recommendation is to launch.")),
    ],
    "answer-first": [
        (("Tom", "Is that what everybody got?"), ("Maya", "Yeah.")),
        (("Tom", "Should we launch?"), ("Maya", BACKGROUND + " Yes, because it works.")),
    ],
    "aim-named": [(("Maya", "We are here today with good news from the pilot."),)],
    "signposted": [
        (("Maya", "The first one had two steps. The second one had a panel."),),
        (("Maya", "There are three reasons. They are all the same."),),
    ],
    "detours": [(("Maya", "Before we get to that, let me back up."),)],
    "number-given": [(("Tom", "Pick one of them for us please?"), ("Maya", "You can have two of three."))],
    "figure-missing": [
        (
            ("Tom", "How many customers asked for it?"),
            ("Maya", "A lot of people, about forty of them in the last month."),
        ),
        (
            ("Tom", "How many customers asked for it?"),
            ("Maya", "I do not have that figure with me today, I will send it."),
        ),
    ],
    "decision-without-owner": [
        (("Maya", "Let's go with the second version."), ("Tom", "Agreed. I'll take it."), ("Lena", "Fine by me then.")),
        (("Maya", "We should get that tested. Tom, can you do it?"), ("Tom", "Agreed."), ("Lena", "Fine by me then.")),
        (("Maya", "We should probably check that."), ("Tom", "I am not so certain that it helps.")),
        (("Tom", "We should probably check that."), ("Lena", "Agreed."), ("Maya", "Next topic.")),
        (("Maya", "Let's move on to the next topic."), ("Tom", "Agreed.")),
    ],
    "owner-and-date": [
        (("Maya", "I'll see you on Friday."),),
        (
            (
                "Maya",
                "It is filled by Wednesday, if the test fails, we do not launch, and I will inform the board myself.",
            ),
        ),
        (("Maya", "We will be done by Friday."),),
        (("Tom", "I will send it by Friday."),),
    ],
    "recap": [
        (("Maya", "I will try to summarise it and put it into the folder for all of you to read by Friday at five."),)
    ],
    "clear-ask": [(("Maya", "I need to go at five."),)],
    "trade-off-stated": [(("Maya", "The price is twelve dollars and we do not give up on that."),)],
    "stop-rule": [(("Maya", "We stopped in March when the contract changed."),)],
    "risk-not-named": [
        (("Tom", "What could go wrong with it?"), ("Maya", "It should be fine, but we may lose the saved cards.")),
        (("Tom", "When do we start with it?"), ("Maya", "It should be fine on Monday.")),
    ],
    "term-explained": [(("Maya", "I do not know what that means."),)],
    "meaning-asked": [(("Maya", "We saw a lot of churn."), ("Tom", "What do you mean?"), ("Maya", "Many left."))],
    "paraphrase": [(("Maya", "So the question is what we do about the price."),)],
    "open-question": [
        (("Maya", "What would have to be true for you to feel comfortable?"), ("Tom", "Nothing.")),
        (
            ("Maya", "And what was I going to say about the pilot?"),
            ("Tom", "You wanted to talk about the numbers of the pilot."),
        ),
    ],
    "interruption": [
        (("Lena", "They looked at the top and then they"), Said("Maya", "Yeah. Right.", -900)),
        (
            ("Lena", "They looked at the top and then at the bottom."),
            Said("Maya", "We know about that one already.", -300),
        ),
        (
            ("Maya", "They looked at the top and then they looked at the bottom"),
            Said("Lena", "We know about that one and it is on the list.", -900),
        ),
    ],
    "acknowledged-pushback": [(("Tom", "That went well I think."), ("Maya", "That's a fair point. " + BACKGROUND))],
    "hedged-reply": [
        (("Tom", "I have to disagree."), ("Maya", "I still think that Monday is right, because the test has passed.")),
        (("Tom", "Good. What is next?"), ("Maya", "I guess maybe we could sort of look at the list, possibly.")),
        (("Tom", "I have to disagree."), ("Maya", "What kind of data would you want to see, and which sort of test?")),
    ],
    "long-monologue": [(("Maya", BACKGROUND), ("Tom", "Thank you."))],
    "short-answer": [(("Tom", "How many people were in this pilot?"), ("Maya", "It is hard to tell for all of them."))],
    "hedge-burst": [
        (("Maya", "Maybe we could move the date. What kind of test would you want, and how would it work for you?"),),
        (
            ("Tom", "I have to disagree."),
            ("Maya", "I guess maybe we could sort of move it, and it might possibly help."),
        ),
    ],
    "filler-burst": [(("Maya", "Um, the pilot went well and, uh, we are ready. " + BACKGROUND + " Um, yes."),)],
}


@pytest.mark.parametrize(("pattern", "lines"), [(key, lines) for key, cases in SHOWN.items() for lines in cases])
def test_it_finds_what_is_there(pattern: str, lines: Lines) -> None:
    assert pattern in {claim.pattern for claim in claims(*lines)}


@pytest.mark.parametrize(("pattern", "lines"), [(key, lines) for key, cases in NOT_SHOWN.items() for lines in cases])
def test_it_claims_nothing_that_is_not_there(pattern: str, lines: Lines) -> None:
    assert pattern not in {claim.pattern for claim in claims(*lines)}


def test_every_pattern_is_tried_both_ways_and_has_its_card() -> None:
    assert set(SHOWN) == set(NOT_SHOWN) == set(PATTERNS) == set(CARDS)


def test_every_skill_has_five_anchors_and_every_kind_its_emphasis() -> None:
    assert set(ANCHORS) == set(GOOD) == set(Skill)
    assert {len(anchors) for anchors in ANCHORS.values()} == {5}
    assert set(EMPHASIS) == set(Kind)


def test_it_coaches_nobody_but_the_focal_person() -> None:
    for cases in SHOWN.values():
        for lines in cases:
            assert {claim.speaker for claim in claims(*lines)} <= {"Maya"}


def test_it_says_nothing_that_needs_a_clock_without_one() -> None:
    for lines in SHOWN["interruption"]:
        assert "interruption" not in {claim.pattern for claim in claims(*lines, timed=False)}


def test_it_waits_for_the_owner_only_where_it_could_hear() -> None:
    said = meeting(
        ("Maya", "Okay, let's go with the second version."),
        ("Lena", "Sounds good."),
        ("Gordon", "The next topic is the support team and their phones, and it is a long one for all of us."),
    )
    heard = type(said.transcript)(
        said.transcript.passages[:2],
        tuple(passage.span for passage in said.transcript.passages[:2]),
        said.transcript.engine,
    )
    found = judge(said.census, said.plan, heard, "Maya", Kind.PRODUCT_REVIEW, ())
    assert "decision-without-owner" not in {claim.pattern for claim in found}


def test_it_shortens_a_long_quote_and_never_cuts_off_a_not() -> None:
    long = (
        "we looked at all of it " * 8 + "and i would not say that " + "i recommend it " + "for the team and so on " * 8
    )
    quotes = [c.quote for c in claims(("Tom", "Should we launch?"), ("Maya", BACKGROUND + " " + long))]
    assert all(len(quote.split()) <= 60 for quote in quotes)


def test_it_quotes_what_was_said_back_and_not_the_mere_question() -> None:
    told = claims(("Tom", "It is risky."), ("Maya", "The cache makes Friday safe. Did I get that right?"))
    assert [one.quote for one in told if one.pattern == "paraphrase"] == [
        "The cache makes Friday safe. Did I get that right?"
    ]


def test_strengths_and_changes_keep_their_tone() -> None:
    for pattern in PATTERNS.values():
        found = [c for lines in SHOWN[pattern.key] for c in claims(*lines) if c.pattern == pattern.key]
        assert {(c.tone, c.skill) for c in found} == {(pattern.tone, pattern.skill)}
        assert all(0 < c.weight <= 1 for c in found)
    assert {p.tone for p in PATTERNS.values()} == set(Tone)
