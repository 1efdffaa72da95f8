"""Words that judge a person or name a mood. A card says what was done. Moods are nobody's to infer at work (EU AI Act,
Art. 5(1)(f)).
"""

from shipspeak.coaching.language.tokens import tokens

VERDICTS = frozenset(
    tokens("""
    good great excellent perfect perfectly poor poorly bad badly terrible awful amazing brilliant fantastic
    outstanding impressive superb wonderful best worst better worse wrong fault faults mistake mistakes fail fails
    failed failure weak weakness weaknesses strong strength strengths talent talented gifted natural smart clever
    intelligent stupid dumb foolish silly lazy rude arrogant aggressive passive incompetent competent unprofessional
    professional charismatic boring leader loser hero star genius expert amateur skilled unskilled capable incapable
    personality character attitude always never promote promotion promoted fire fired hire hired salary bonus score
    scores rating grade flawless exceptional inferior superior embarrassing ridiculous pathetic dominant submissive
    bossy shy introvert extrovert
    """)
)

FEELINGS = frozenset(
    tokens("""
    feel feels felt feeling feelings emotion emotions emotional mood moods angry anger happy happiness sad sadness
    nervous nervously anxious anxiety afraid fear fears scared worried worry worries upset frustrated frustration
    annoyed annoying excited excitement enthusiastic enthusiasm bored stressed stress calm calmly proud ashamed
    shame embarrassed guilty confident confidence confidently insecure insecurity defensive hostile friendly warm
    cold tense relaxed comfortable uncomfortable passionate passion love loved hate hated enjoy enjoyed liked
    jealous lonely tired irritated offended hurt surprised shocked disappointed pleased satisfied grateful hopeful
    hopeless desperate confused impatient patient hesitant timid bold eager reluctant sentiment empathy sympathetic
    """)
)
"""Also of those who listened."""
