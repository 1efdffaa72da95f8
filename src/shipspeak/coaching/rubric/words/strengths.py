"""Cards for what to keep doing."""

from shipspeak.coaching.rubric.words.model import Words

STRENGTHS: dict[str, Words] = {
    "answer-first": Words(
        happened=(
            "{other} asked, and your first sentence was the answer, {reason}.",
            "{other} asked, and your first sentence was the answer; the reason followed.",
            "Your first sentence was the answer.",
        ),
        matters="In {kind}, an answer in the first sentence lets everybody place the rest.",
        instead="Keep the order: the answer, then “because”, then stop.",
        practise="Take the hardest question you expect next. Answer it in one sentence with “because”, three times.",
    ),
    "aim-named": Words(
        happened=("You named what is to be decided.",),
        matters="In {kind}, people listen differently once they know what will be asked of them.",
        instead="Keep opening with the decision, and repeat it before the close.",
        practise="Write the decision of your next meeting as one question that can be answered with yes or no.",
    ),
    "signposted": Words(
        happened=(
            "You said that {parts} parts were coming, and went through them.",
            "You announced the parts and went through them.",
        ),
        matters="In {kind}, announced parts are easier to follow and to come back to.",
        instead="Keep to two or three parts, and name each as you reach it.",
        practise="Explain your roadmap in 60 seconds in three parts. Name the parts first.",
    ),
    "number-given": Words(
        happened=("You gave a figure for what you said.",),
        matters="In {kind}, a figure can be checked and remembered.",
        instead="Keep the figure, its base and its source together: “… of …, from …”.",
        practise="Say your three most important figures, each with its base and its source, in 60 seconds.",
    ),
    "owner-and-date": Words(
        happened=("You said who does it and by when.",),
        matters="In {kind}, a name and a day are what make an agreement happen.",
        instead="Keep both in one sentence: who, what, by when.",
        practise="Say the open points of your last meeting, each with a name and a day.",
    ),
    "recap": Words(
        happened=("You said back what was decided.",),
        matters="In {kind}, a spoken summary is the last chance to find out that two people heard two things.",
        instead="Keep closing with what was decided, who does what, and by when.",
        practise="Sum up your last meeting in 60 seconds: decisions first, then owners, then days.",
    ),
    "clear-ask": Words(
        happened=("You said plainly what you need from the others.",),
        matters="In {kind}, people can only give what they know is wanted.",
        instead="Keep the ask in one sentence, with the day you need it.",
        practise="Write the ask of your next meeting in twelve words. Say it aloud three times.",
    ),
    "trade-off-stated": Words(
        happened=("You named what is given up.",),
        matters="In {kind}, a choice is easier to trust when its price is said with it.",
        instead="Keep both sides in one breath: “We give up … and get …”.",
        practise="Take one decision of this week. Say in 60 seconds what it costs, what it brings and which you "
        "choose.",
    ),
    "stop-rule": Words(
        happened=("You named the sign at which the plan stops.",),
        matters="In {kind}, a limit set beforehand saves the argument afterwards.",
        instead="Keep naming one sign, its limit and who watches it.",
        practise="For your next launch say in one sentence: “We stop if …, and … looks at it every …”.",
    ),
    "term-explained": Words(
        happened=("You said what a thing means for those who listen.",),
        matters="In {kind}, not everybody shares the same words.",
        instead="Keep adding “which means” after a term.",
        practise="Explain one technical term of your product to a new colleague in 30 seconds, then to a customer "
        "in 30.",
    ),
    "paraphrase": Words(
        happened=("You said back in your own words what you had heard.",),
        matters="In {kind}, people whose point was said back move on to the next one.",
        instead="Keep saying it back before you answer, and ask whether it is right.",
        practise="Listen to one minute of somebody else in this recording and say it back in one sentence.",
    ),
    "open-question": Words(
        happened=("You asked a question that left room, and waited for the answer.",),
        matters="In {kind}, open questions bring out what you did not know to ask for.",
        instead="Keep starting with “what” or “how”, and let the silence stand.",
        practise="Turn three yes-or-no questions of your last meeting into questions that start with “what”.",
    ),
    "acknowledged-pushback": Words(
        happened=(
            "{other} objected, and you took the point up before you answered it.",
            "You took up an objection before you answered it.",
        ),
        matters="In {kind}, an objection that was heard needs to be made only once.",
        instead="Keep naming the point in the other person's words, then answer.",
        practise="Take three objections you expect. For each, say one sentence that names it fairly, then your answer.",
    ),
    "short-answer": Words(
        happened=(
            "{other} asked, and your whole answer took about {seconds} seconds.",
            "{other} asked, and your whole answer was a sentence or two.",
            "You answered in a few words.",
        ),
        matters="In {kind}, short answers leave time for the next question.",
        instead="Keep stopping after the answer. Who wants more will ask.",
        practise="Answer five likely questions in one sentence each.",
    ),
}
