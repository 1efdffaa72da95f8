"""The phrase library. Precision before recall: a phrase stands here only when it seldom means something else.

Hedges follow Hyland's inventory and the distinction of Oba & Berger (2022): low-likelihood and impersonal hedges
make a speaker sound unsure, personal ones with a reason ("I think … because") do not and are not listed.
"""

from shipspeak.coaching.language.cues import cue

_PERIOD = "(day|week|month|quarter|sprint|year)"
_DAY = "(monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_MONTH = "(january|february|march|april|june|july|august|september|october|november|december)"
_SHIP = "(ship|launch|delay|release|build|cut|drop|keep|hold|wait|go with|go ahead|stop|start|move|push|split|roll)"
_SMALL = "(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred)"
_NUMBER = rf"(\d[\d.,]*|{_SMALL}|seventy|eighty|ninety|thousand|million)"

# Opening of an answer ------------------------------------------------------------------------------------------

RECOMMEND_STRONG = cue(
    "(i|we)( would|'d| do| will|'ll)?( strongly| really| still| therefore)* recommend(ed|ing)?",
    "i'm recommending",
    "(my|our|the) recommendation( here| then)? (is|would be|was)",
    "(my|our) (proposal|suggestion|vote|call|advice|view) (is|would be)",
    "i( would|'d)? (propose|suggest)( that)? (we|you|to)",
    rf"i('d| would) {_SHIP}",
)
RECOMMEND = cue(
    rf"i (think|believe|say) (that )?we (should|shouldn't|need to|ought to|must|can|can't) (not )?{_SHIP}",
    rf"we should( not)?( just| really)? {_SHIP}",
    rf"i want (us )?to {_SHIP}",
    rf"let's (not )?{_SHIP}",
)
CONDITION = cue("(with|if|unless|provided|as long as|but only|only|after|once|from|for|and then|starting|under)")
"""Opens what belongs to the sentence before it, where an engine set a full stop too early."""
YES_NO = cue(
    "(yes|yeah|yep|no|nope|not yet|absolutely|definitely|correct|exactly|i do|i don't|we do|we don't|we can|we "
    "can't|we will|we won't)",
    "(it|that) (is|isn't|does|doesn't|will|won't|can|can't)",
)
YES_NO_PLAIN = cue(
    "(yes|no|nope|not yet|absolutely|definitely|i do|i don't|we should|we shouldn't|we do|we don't|neither|both)",
)
"""Where something is to be decided, "yeah" and "it is …" are no answers."""
DODGE = cue(
    "(it|that|this)('s| is) (a |an |really |very |quite |such |still )*(good|great|fair|long|hard|tough|tricky|"
    "complicated|complex|difficult|interesting|nuanced|question|story|matter|too early)",
    "(it|that) (really |all )?depends",
    "i( really)? don't (know|have)",
    "i'm not (really |quite |entirely )?(sure|certain)",
    "(we|i) can (talk|look|discuss|come|get|go|show|take) ",
    "(hard|difficult|tough) to (say|tell)",
)
"""Said in place of an answer."""
COURTESY = cue(
    "(that's |that is )?(a )?(really |very )?(good|great|fair|interesting) (question|point)( _)?",
    "(thanks|thank you)( for asking| for that)?( _)?",
    "(let me see|let me think|one moment|good morning|hello|hi)( _)?",
    "(i see|of course|i mean|you know|yeah|got it|all|alright)( _)?",
)
"""Said before an answer begins."""
REASON = cue("because", "so that", "the (main |first |biggest )?reason (is|being|we|i)", "given that")
CONTEXT = cue(
    "let me (give|start|back|take|walk|explain|first|begin|set|provide)( _)?",
    "(some|a bit of|a little|the|more) (background|context|history)",
    "(if|when) (you|we) (look|think|go) back",
    "(we|they) (started|began|have been|had been|were)",
    "as (you|we|everyone) (know|knows|remember|recall|may)",
    "there (are|were|is|was|have been|has been) (a lot|lots|a number|several|many|so many|quite a few) of",
    "last (week|month|quarter|year|spring|summer|autumn|fall|winter)",
    "it's (a )?(complicated|complex|long story|tricky|nuanced)",
    "before i (get|answer|go|come|say)( to| into)?",
    "go back to the (start|beginning)",
    "historically",
    "originally",
    "to begin with",
)
HISTORY = cue(
    rf"(back )?in (the )?({_MONTH}|may|january|spring|summer|autumn|fall|winter|(19|20)\d\d)( of)?( _)? "
    "(we|they|the|our|it|i|there)",
    "(we|they|there|it|legal|people|customers) (was|were|had|did|ran|started|began|looked|went|changed|drew|got)",
    "(last|two|three) (week|month|quarter|year|spring|summer|weeks|months|quarters|years)( ago)?",
    "(i|we)( had| have)? recommended",
)
"""What was; it may explain an answer, and is none."""

# Questions -----------------------------------------------------------------------------------------------------

SEEKS_RECOMMENDATION = cue(
    "(what|which|when|how)( _)? (should|shall|would|do) (we|you) (do|ship|pick|choose|go with|recommend|suggest|"
    "propose)",
    "(should|shall) we",
    "do you (recommend|suggest|propose|want us|want to|think we should)",
    "(what's|what is|whats) (your|the) ...? ?(recommendation|proposal|suggestion|position|call|advice|decision|ask)",
    "(what's|what is|whats) your (view|take|answer|opinion)",
    "what do you (recommend|suggest|propose|want to do|want|think we should)",
    rf"(are|do|can|will|would) we (going to |want to |still |really )*({_SHIP}|commit|make it|make the|hit)",
    "where do you (stand|land|come down)",
    "(ship|launch|go) or (not|wait|no go|delay|hold)",
    rf"would you {_SHIP}",
)
SEEKS_FIGURE = cue(
    "how (many|much(?! time| longer| of)|often)",
    "what (does|do|would|will|did) ... cost( us)?( _)?",
    "(does|would|will|did) it cost( us)?",
    "what (percent|percentage|share|number|fraction)( of)?",
    "(do|did) (we|you) have (any |the |some )?(data|numbers|figures|evidence|metrics)",
    "(what's|what is|where's|where is|what are) the (data|evidence|number|numbers|figures)",
    "how do (we|you) know",
    "what (data|evidence|numbers) (do|did|have|has|is|are)",
)
SEEKS_RISK = cue(
    "what('s| is| are) the (risk|risks|downside|downsides|trade off|trade offs|tradeoff|tradeoffs|catch|cost of)",
    "what (do|would|will) we (lose|give up|not do|drop)",
    "what (could|can|might|would) go wrong",
    "what happens if",
)
SEEKS_MEANING = cue(
    "what (does|do) (?!you )... (mean|stand for)",
    "what do you mean (by|with|when)",
    "what's (a|an) _",
)
OPEN_REQUEST = cue(
    "(tell|walk|talk|take) (me|us) (through|about|more)( _)?",
    "help (me|us) understand",
    "say more( about)?",
    "describe (how|what|the|your)",
)

# Doubt ---------------------------------------------------------------------------------------------------------

HEDGE_LOW = cue(
    "maybe",
    "perhaps",
    "possibly",
    "might( be| have)?",
    "could (be|maybe|potentially)",
    "potentially",
    "i guess",
    "i suppose",
    "(i'm|i am) not (really |quite |totally |entirely |a hundred percent )?(sure|certain)",
    "(i'm|i am) not (even )?really sure",
)
HEDGE_GENERAL = cue(
    r"(?<!what )(?<!this )(?<!that )(?<!some )(?<!any )(?<!a )(?<!the )(?<!other )(?<!which )(?<!different )"
    r"(?<!every )(?<!same )(?<!right )(?<!certain )(?<!these )(?<!those )(?<!all )(?<!new )(?<!one )(?<!another )"
    r"(kind|sort) of(?! thing| things| stuff| person| people)",
    r"(?<!a )(?<!the )(?<!this )(?<!that )(?<!what )(kinda|sorta)",
    "it (seems|would seem|appears)( like| that)?",
    "seems (like|to be)",
    "(more or less|in a way|to some extent|somewhat)",
    "at some point",
)
MAY_GO = cue("(maybe|perhaps|possibly|probably|i guess|i suppose)")
"""Hedges that can be left out of a sentence without changing what else it says."""
PUSHBACK = cue(
    "(i'm|i am|we're) (just |still |really |frankly )?not (convinced|comfortable|happy|sold|buying)",
    "i (just |really )?(don't|do not|can't|cannot) (agree|buy|see how|see why|accept|support|believe)",
    "i (strongly |really |have to |must )?disagree",
    "i do not believe( that)?",
    "i('d| would)? (have to )?push back",
    "(that|this|it) (won't|will not|isn't going to|is not going to|doesn't|can't) (work|fly|make sense|add up|hold)",
    "(i'm|i am|we're|we are) (really |pretty |very |quite |a bit |a little )?(worried|concerned|nervous|skeptical|"
    "sceptical)",
    "(that's|that is|it's|this is) (way |far |just )?too (late|long|slow|risky|expensive|much|early|aggressive|"
    "optimistic)",
    "(that|this) (seems|sounds|feels|looks) (very |really |way |too |a bit )*(risky|late|wrong|optimistic|thin|"
    "weak|expensive|dangerous)",
    "my (main |only |biggest |one )?(concern|worry|problem|issue) (is|with|here)",
    "i have (a |some |serious |real |big )*(concern|concerns|doubt|doubts|reservations)",
    "why (would|should) we (do|ship|build|delay|wait|pay|spend|trust|even)",
    "you (promised|told us|told me) (that|this|the same|last)",
)
ACKNOWLEDGE = cue(
    "(that's|that is|it's|it is) (a |an )?(really |very |totally |completely |perfectly )?(fair|valid|good|"
    "legitimate|reasonable|great)( _)? "
    "(point|concern|question|challenge|worry|pushback)",
    "(that's|that is) (totally |completely |only |perfectly )?(fair|valid|legitimate)",
    "fair (point|enough|concern|challenge)",
    "you('re| are) right( to| that| about)?",
    "i (hear|understand|get|share|appreciate|see) (you|your|that|the|why)( _)? ?(concern|worry|point|frustration|"
    "risk|pushback)?",
    "(good|valid) (point|concern|challenge)",
    "(thanks|thank you) for (raising|flagging|saying|pushing)",
)

# Substance -----------------------------------------------------------------------------------------------------

EVIDENCE = cue(
    rf"{_NUMBER}( _)? (percent|per cent)",
    rf"{_NUMBER} (out of|of the|of our|of those|of these|of all)( the| our| those)? {_NUMBER}",
    rf"{_NUMBER}( _)? (customers|users|accounts|teams|people|tickets|interviews|calls|respondents|participants|"
    rf"sessions|complaints|signups)",
)
NUMBER = cue(_NUMBER, r"\S*\d\S*", "(zero|none|half|double|twice|a third|a quarter|a dozen)", f"{_SMALL}ty")
ANY_NUMBER = cue(_NUMBER, r"\S*\d\S*", "(one|zero|none|half|double|twice|third|quarter|dozen|couple)", f"{_SMALL}ty")
"""Wider: where the question is whether a figure is missing."""
VAGUE_AMOUNT = cue(
    "(a lot|lots|tons|plenty|loads|a bunch|a number|a handful|quite a few|quite a lot)( of)?",
    "(many|most|some) (people|users|customers|teams|of them|of our)",
    "(everyone|everybody|people) (wants|want|says|say|is|are|loves|love|hates|hate|asks|ask|keeps|keep)",
    "(i|we) (just )?(feel|felt) (like|that)",
    "my (gut|sense|feeling|intuition)",
    "anecdotally",
)
TRADE_OFF = cue(
    "(the|a|one|our|that|main|big|real) (trade off|tradeoff)( here| there)? (is|was|would be|we)?",
    "(that's|it's|that is|it is) a (trade off|tradeoff)",
    "(the|a) (trade off|tradeoff)( _)? (is|between)",
    "(the )?(cost|price|downside|drawback|risk|catch) (of that|of this|of waiting|of shipping|of doing|there|here|"
    "we pay)( _)? (is|that)?",
    "the (downside|drawback|flip side|main risk|biggest risk|real risk) is",
    "what we (give up|lose|trade|don't get|won't get) is",
    "(we|we'd|we'll|we would|we will|you|you'd) (give|be giving|are giving) up",
    "at the (cost|expense|price) of",
    "in exchange( for| we)?",
    "(that|which|it) means (that )?(we|the) (won't|can't|don't|lose|delay|drop|give up|push|slip)( _)?",
)
STOP_RULE = cue(
    "(we|we'll|we will|i|i'll|i will|we'd) (stop|roll (it )?back|revert|pull (it|back)|kill it|switch (it )?back|"
    "undo)( _)?( _)? (if|when|once) _",
)
NO_RISK = cue(
    "(there's|there is|there are|i see|we have) (really )?no (real |big )?(risk|risks|downside|downsides)",
    "(it'll|it will|it should|that should|we'll|we should|it's going to|that'll) (all )?be (just )?(fine|okay|ok|"
    "alright)",
    "(nothing|not much) (really|to worry|can go|could go)",
    "i wouldn't worry",
)
NAMES_RISK = cue(
    "(risk|risks|downside|trade off|tradeoff|lose|losing|give up|slip|delay|delays|late|cost|costs|worse|break|"
    "breaks|fail|fails)"
)

# Decisions -----------------------------------------------------------------------------------------------------

DECIDE = cue(
    "let's (just |then |all )?go (with|for|ahead with)",
    "let's (just |then )?(ship|launch|delay|postpone|commit to|lock|approve)",
    "we('ll| will| are going to|'re going to) (just |then )?(go with|go ahead with|ship|launch|postpone|commit to)",
    "(so |okay )?(we've|we have|we) (just )?(decided|agreed)( to| on| that|$)",
    "(so |okay )?(that's|that is|it's) (decided|agreed|settled)",
    "(we're|we are) (decided|agreed|going with|going ahead)( on| to| that| with)?",
    "the decision (is|then|stands)",
    "(let's|we'll) (call|consider) (it|that) (decided|agreed|a decision|settled)",
    "(let's|we'll) (make|treat) that (as )?(the|our) (decision|plan)",
    "decision made",
)
OWNER = cue(
    r"(i'll|i will|i can|i'm going to|i am going to|i'm gonna)(?! (say|be|see|just say|ask|go back|come|move|"
    r"start|stop|admit|leave it|repeat|tell))( _)?",
    "(can|could|will|would) you( please)? _",
    "(owner|owns|own it|own this|own that|take that|take this|takes that|takes this|take it on|takes it|on me|on "
    "the hook|responsible|in charge|lead on|leads this|drives this)",
    "(leave|put) (it|that|this) (with|to|on) (me|us|you|_)",
    "(assigned to|up to you|your action|my action|action (item )?(on|for))",
    r"(?<!\S)(?!(?:we|it|this|that|they|there|you|what|which|who|so|and|but|he|she|then|people|users|customers|"
    r"everyone|everybody|things?|one|team|product|launch)\b)"
    r"[^\W\d]+ (will|is going to|is gonna|can you|could you|you'll|would you|please) "
    "(own|take|draft|write|send|run|drive|lead|prepare|check|confirm|update|share|do|get|talk|follow|set|own|"
    "schedule|make|finish|bring|put|start|work)",
)
DATE = cue(
    rf"(by|before|on|until|till|this|next|for|come|due)( the)?( end of)? {_DAY}",
    rf"{_DAY}( _)? (morning|afternoon|evening|noon|at|latest|eod)",
    rf"(by|before|until|till|due|within)( the)?( end of)?( _)? (tomorrow|tonight|today|noon|lunch|eod|{_PERIOD}|"
    rf"{_MONTH})",
    rf"(next|this|end of|end of the|end of this|end of next) {_PERIOD}",
    "(tomorrow|tonight|today|end of day|first thing)",
    rf"in ({_NUMBER}|a|a couple of|one) (days|day|weeks|week|months|month|hours|hour)",
    rf"(by|in|on|before|until) {_MONTH}",
    r"(the )?\d+(st|nd|rd|th)? of _",
    r"(by|on|before|until) (the )?(\d+(st|nd|rd|th)?|first|second|third|fourth|fifth|tenth|fifteenth|twentieth)",
)
COMMITMENT = cue(
    r"(i'll|i will)(?! (say|see|be|come|go|let you|leave|talk|meet|just|speak|tell you|stop|have to|probably|try|"
    r"never|admit))( also| then)? [^\W\d]+",
    r"(can|could|will|would) you( please)? (own|take|draft|write|send|run|drive|lead|prepare|check|confirm|update|"
    r"share|get|set up|schedule|bring|put|finish|pull|post|talk)",
    r"(?!(?:we|it|this|that|they|there|what|which|who|so|and|but|he|she|then|people|users|customers|"
    r"everyone)\b)[^\W\d]+ "
    "(will|is going to|please|owns|takes) (own|take|draft|write|send|run|drive|lead|prepare|check|confirm|update|"
    "share|get|set up|schedule|bring|finish|pull|post|talk|the|this|that)",
)
SHOULD_DO = cue(
    "we (should|need to|have to|ought to|must)( probably| really| also| just| definitely)* "
    "(test|check|fix|follow up|talk to|write (up|down)|send|update|find out|look into|schedule|set up|ask the|ask "
    "them|investigate|measure)( _)?",
    "we (should|need to|have to|ought to|must)( probably| really| also| just| definitely)* "
    "(get|have) (that|it|this|them|the _) (tested|checked|fixed|reviewed|done|sorted|looked at|measured|written|"
    "updated)",
    "(someone|somebody) (should|needs to|has to|ought to|must) [^\\W\\d]+",
)
AGREE = cue(
    "(agreed|i agree|definitely|absolutely|for sure|makes sense|sounds good|good idea|great idea|good plan|good "
    "point|totally)",
    "(let's|we should) do (that|it|this)",
    "yes we should",
)
RECAP = cue(
    "(here's|here is|this is|that's|that is) what we( have|'ve)? (decided|agreed)",
    "(just |so )?to (recap|summari[sz]e|sum up)",
    "let me (recap|summari[sz]e|sum up)",
)
ASK = cue(
    "(what|all) i need from (you|this|everyone|the)( _)?",
    "i need (a |your |one )?(decision|approval|sign off|signoff|answer|yes or no)",
    "(my|the|our|one) ask( here| today| for you)? is",
    "the decision (i|we) need( today| from)?",
    "(i'm|i am) asking (you|for|this)( _)? ?(to|for|decision|approval)?",
    "i('d like|'m looking for| am looking for| would like) (a |your )(decision|approval|sign off|go ahead)",
)

# Listening, structure, audience --------------------------------------------------------------------------------

PARAPHRASE = cue(
    "what (i'm|i am|i) (hearing|hear|heard)( from)?( you)?( say| saying)? is",
    "(if i|let me see if i|let me check i|do i|did i) (understand|understood|heard|hear|got|get|follow) (you|that|"
    "it|this|correctly|right)",
    "so (you're|you are) (saying|worried|asking|concerned|telling)",
    "so your (concern|worry|question|point) is",
    "let me (play|say|read|repeat) (that|it|this) back",
    "(in other words )you( want| need| mean| are)",
    "(it )?sounds like (you|your|the)( _)? ?(worried|concerned|need|want|concern|worry|are|would)?",
)
AIM = cue(
    "we( are|'re)? (here|meeting)( today)? to (decide|agree|choose|settle)",
    "(today |in this meeting )?we (need|have|want) to (decide|settle|choose)( on)? (one|two|whether|if|between|which)",
    "(the|there is|there's|i want) (one |only |single )*(decision|question) (for|to make|to decide|we need|we "
    "have to|today|i need)( _)?",
    "by the end of (this|the) (meeting|call|hour|review)",
    "(the|our|my) (goal|aim|purpose) (of|for) (today|this|the)( _)?( _)? is",
)
SIGNPOST = cue(
    "(there are|there're|i have|i've got|i see|we have|we've got|has|in|here are|give you|cover|make|are|got) "
    "(these |the |just |only )?"
    "(two|three|four|2|3|4) (main |key |big |quick |simple )?(things|points|reasons|options|parts|questions|steps|"
    "topics|numbers|issues|pieces|risks|asks)",
)
ENUMERATE = (
    cue("(first|firstly|first of all|number one|one is|the first( one| thing)?)"),
    cue("(second|secondly|number two|two is|the second( one| thing)?|the other( one)?)"),
    cue("(third|thirdly|number three|three is|the third( one| thing)?|finally|lastly)"),
)
"""What follows a signpost, kept apart so that two different ones can be asked for."""
DETOUR = cue(
    "(sorry )?let me (back up|go back|rewind|start over|start again)",
    "(where was i|what was i saying|i lost my (train|thread)|i digress|i'm getting ahead of myself|i got ahead of "
    "myself)",
    "(going|to go|coming|to come) back to (what i|that|the|my)",
    "(but )?(before i|before we) (get|go) (to|into) that",
    "(oh )?(and )?(one|another) (more|other) thing (before|i should|i forgot|is)",
    "(that's|this is|it's) (a bit )?(off topic|beside the point|a tangent|a side note)",
)
EXPLAIN = cue(
    "(which|that|this) (basically |really |just )?means( that| for)? (the|our|a|your) (user|users|customer|"
    "customers|team|teams|business|buyer|patient|company)",
    "in (plain|simple|other) (words|terms|english)",
    "(for|to) (the|our|a) (customer|customers|user|users),? (this|that|it) means",
    "(by|with) that i mean",
    "(put|to put it) (simply|another way|differently)",
)
