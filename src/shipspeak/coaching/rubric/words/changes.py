"""Cards for what to change."""

from shipspeak.coaching.model import Kind
from shipspeak.coaching.rubric.words.model import Words

CHANGES: dict[str, Words] = {
    "buried-recommendation": Words(
        happened=(
            "{other} asked for your recommendation. It came about {seconds} seconds in.",
            "{other} asked for your recommendation. It came after {sentences} sentences of background.",
            "You had held the floor for {held} seconds before you said what you recommend.",
            "You were asked for your recommendation, and it came late in your answer.",
        ),
        matters="In {kind}, people weigh the background once they know where it leads. Until then they wait.",
        instead="Start with: “I recommend … because …”. Then ask: “Do you want the background?”",
        own="Say it first, in your own words: “{plainly}”{because} Then ask: “Do you want the background?”",
        practise="Set a timer to 60 seconds. Read the question aloud and answer it in one sentence that starts with "
        "“I recommend”. Add one reason. Do it three times, shorter each time.",
        matters_in={
            Kind.EXECUTIVE_UPDATE: "Executives decide between many meetings. With the answer first they can use "
            "the rest of "
            "the time for the decision.",
        },
    ),
    "detours": Words(
        happened=("You left your thread {times} times in one turn.", "You left your thread several times in one turn."),
        matters="In {kind}, each return to an earlier point has to be put together by those who listen.",
        instead="Say the parts before you begin: “Two things: first …, second …”. Park the rest: “I will come to "
        "… after that.”",
        practise="Take this topic. Write three words for three parts. Speak 60 seconds along them and stop.",
    ),
    "figure-missing": Words(
        happened=(
            "{other} asked for a figure. The answer described the amount and gave no number.",
            "You were asked for a figure, and the answer gave no number.",
        ),
        matters="In {kind}, a rough figure with its source moves the talk on; without one the question comes back.",
        instead="Say: “About …, from …”. Or: “I do not have that figure. I will send it by …”.",
        practise="Write down the three figures that you will be asked for next. Say each in one sentence with its "
        "source.",
    ),
    "decision-without-owner": Words(
        happened=("Something was agreed on. In what was heard right after, nobody was named for it.",),
        matters="In {kind}, what nobody is named for is often still open the next time.",
        instead="Close it with: “… does … by …. Is that right?”",
        own="Close it with a name and a day: “{plainly} Who does it, and by when?”",
        practise="Take the last three decisions from your notes. Say each in one sentence: who, what, by when.",
    ),
    "risk-not-named": Words(
        happened=(
            "{other} asked for the risk. The answer said that there is none to speak of.",
            "You were asked for the risk, and the answer named none.",
        ),
        matters="In {kind}, a risk with a plan beside it builds more trust than no risk.",
        instead="Say: “The main risk is …. We will see it by …, and then we …”.",
        practise="Name the one thing that would make you change the plan, how you would notice, and what you would do. "
        "60 seconds.",
    ),
    "meaning-asked": Words(
        happened=("{other} had to ask what “{term}” means.", "Somebody had to ask what a term means."),
        matters="In {kind}, for every person who asks there may be others who do not.",
        instead="Give the meaning with the term: “…, which means that …”.",
        practise="List five terms of your product. Explain each in one sentence to somebody outside your team.",
    ),
    "interruption": Words(
        happened=(
            "You began to speak while {other} was speaking, and {other} stopped.",
            "You began to speak while somebody else was speaking, and they stopped.",
        ),
        matters="In {kind}, the end of a sentence often holds the point, and it may not come back.",
        instead="Wait for the end, then take up one word of it: “You said …. Tell me more about that.”",
        practise="In the next talk, count one breath after the other person has stopped before you start.",
        matters_in={
            Kind.DISCOVERY: "In a discovery call, what the customer was about to say is what you came for.",
        },
    ),
    "hedged-reply": Words(
        happened=(
            "{other} objected. These words of your reply hold {hedges} hedges such as “maybe” or “sort of”.",
            "{other} objected, and your reply held several hedges.",
            "Somebody objected, and your reply held several hedges.",
        ),
        matters="In {kind}, hedges in reply to an objection make it hard to hear what you still stand for.",
        instead="Say what you know and what you do not: “I still recommend …, because …. What would change my "
        "mind is …”.",
        own="If you mean it, say it plainly: “{plainly}” If not: “I still recommend …, because …”.",
        practise="Read the objection aloud. Answer in two sentences: one you are sure of, one that names what you "
        "do not "
        "know. Leave out “maybe” and “sort of”.",
    ),
    "long-monologue": Words(
        happened=(
            "You held the floor for {seconds} seconds without anybody else taking it.",
            "You held the floor for {words} words without anybody else taking it.",
            "You held the floor for a long time.",
        ),
        matters="In {kind}, questions that arise in the first minute are often gone by the third.",
        instead="Stop after the first point and ask: “Is this what you need, or shall I go deeper?”",
        practise="Tell the same story in 60 seconds: one sentence for where you are, one for why, one for what "
        "you need.",
    ),
    "hedge-burst": Words(
        happened=(
            "In one place {hedges} hedges such as “maybe” or “sort of” came close together.",
            "In one place several hedges came close together.",
        ),
        matters="In {kind}, one hedge marks what is open. Many in a row leave unclear what you would do.",
        instead="Say the one thing that is open and the rest plainly: “I would …. What I do not know yet is …”.",
        own="The same, plainly: “{plainly}” Then name the one thing that is open.",
        practise="Say the same again in 30 seconds with one hedge at most, on the one thing that is open.",
    ),
    "filler-burst": Words(
        happened=(
            "In one place {fillers} hesitation sounds (“um”, “uh”) came close together.",
            "In one place several hesitation sounds came close together.",
        ),
        matters="In {kind}, single ones pass unnoticed. Close together they draw the ear from what you say.",
        instead="Pause in silence instead, then begin with the noun: “The … is …”.",
        own="The same, with silence in place of each “um”: “{plainly}”",
        practise="Answer the same question again in 60 seconds. Each time an “um” wants to come, close your mouth "
        "and breathe.",
    ),
}
