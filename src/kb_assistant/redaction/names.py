"""Names of people, by the words around them.

The list of first names only ever confirms a word that stands where a name is expected ("im maria",
"THIS IS JOHN"), since many messages have no capitals to tell by. A word elsewhere is never a name
for being on the list: "will", "mark" and "grace" are words.
"""

import re
from collections.abc import Iterator
from enum import IntEnum

from kb_assistant.redaction.finding import Finding, Kind, Rest, words

_WORD = r"[^\W\d_][\w'\u2019-]*+\.?"
_NAME = rf"(?<!\w)(?=(?P<it>{_WORD}(?:[ \t]{{1,2}}{_WORD}){{0,3}}))"
_GAP = r"[\s:,=-]{0,3}"
# What follows is a name, capital or not.
_STRONG = re.compile(
    r"(?<!\w)(?:name(?:\s(?:is|was)|['\u2019]s|\s?[:=])"
    r"|name\son\s(?:the\s)?(?:account|order|card|file)(?:\sis|:)"
    rf"|me\sllamo|mi\snombre\ses|mrs?\b\.?){_GAP}{_NAME}"
)
# What follows is one if it has a capital or is on the list.
_WEAK = re.compile(
    r"(?<![\w'\u2019])(?:(?:ms|mx|dr|prof|sr|sra|srta)\b\.?"
    r"|(?:i['\u2019]?m|i\sam|this\sis|it['\u2019]?s|soy|hola|dear|hi|hello|hey|attn|signed|mbr"
    r"|miss|doctora?|nurse|coach|señora?|señorita|don|doña|therapist"
    r"|husband|wife|son|daughter|mother|father|mom|dad|brother|sister|partner|friend|spouse"
    rf"|(?:her|his)\sname(?:\swas)?)(?:\s(?:is|named|called))?\b){_GAP}{_NAME}"
)
# What follows is one if it is on the list: "Member Services" is none.
_ROLE = re.compile(
    r"(?<!\w)(?:member|patient|pt|customer|cx|client|caller)(?:\s(?:is|named|called))?\b"
    rf"{_GAP}{_NAME}"
)
_HERE = re.compile(
    rf"(?:^|[.!?,\n])[ \t]{{0,2}}(?P<it>{_WORD}(?:[ \t]{_WORD}){{0,2}})(?=[ \t]here\b)"
)
_SIGNED = re.compile(
    r"(?<!\w)(?:thanks|thank\syou|thx|regards|best|sincerely|cheers|yours|love|gracias|saludos"
    r"|atentamente)(?:[ \t,.!\u2013\u2014-]|\n[ \t]?){1,6}"
    rf"(?P<it>{_WORD}(?:[ \t]{{1,2}}{_WORD}){{0,2}})(?=[ \t.!]{{0,3}}(?:\n|\Z|\ue000))"
)
_DASHED = re.compile(
    rf"\n[ \t]{{0,2}}[-\u2013\u2014~][ \t]?(?P<it>{_WORD}(?:[ \t]{_WORD}){{0,2}})(?=\s{{0,3}}\Z)"
)

_NO_NAME = words(
    "agent",
    "a about account actually after again ago all almost already also always am an and another",
    "any anyone app are as asking at available back because been before being best buenas",
    "buenos but by call called caller calling can cannot care chat cliente coach con correct",
    "could customer date day days de device did different disappointed do doctor does doing",
    "done el en english equipo es estoy everybody everyone everything experiencing feeling fine",
    "first folks for friday from frustrated get getting going good great guys had happy has",
    "have having he hello help her here hi hims his how i i'd i'll i'm i've if in incorrect is",
    "issue it it's its just kind la las last late looking los mad me medical member members",
    "misspelled monday more most muy my name necesito need needs never new nice no not nothing",
    "now of off ok okay on once one only or order our out patient pharmacy please portal pt que",
    "question quiero ready really regarding regards right sad said saturday say says sent she",
    "should sick so some somebody someone sorry spanish spelled still stuck such sunday support",
    "sure team thank thanks that that's the their them then there they this thursday tier tired",
    "to today tomorrow too trying tuesday un una unable unacceptable unhappy unsure until upset",
    "urgent us user using very waiting wants was we wednesday were what when where which who",
    "why will wish with wondering worried would writing wrong y yes you your",
)
_SHORT_FORM = re.compile(r"'(?:ll|re|ve|d|m|t)$")
_TITLES = words("dr mr mrs ms prof sr sra srta st")
_FIRST = words(
    "aaron adam alejandro alex alexander alice amanda amber amy ana andrea andrew angela anna",
    "anthony antonio ashley barbara benjamin betty brandon brian brittany carlos carmen carol",
    "catherine charles cheryl christina christine christopher cynthia daniel danielle david",
    "deborah debra denise dennis diana diego donald donna dorothy douglas edward elena",
    "elizabeth emily emma eric ethan eva fernando francisco frank gabriel gary george gloria",
    "gregory hannah heather helen isabel isabella jack jacob james janet jason javier jeff",
    "jeffrey jennifer jeremy jessica jim joan joe john johnny jon jonathan jordan jorge jose",
    "joseph joshua josé joyce juan judith judy julia julie justin karen katherine kathleen",
    "kathy keith kelly kenneth kevin kim kimberly kyle larry laura lauren linda lisa lopez",
    "lucas lucia luis margaret maria marie marilyn mario martha martin mary maría matthew megan",
    "melissa michael michelle miguel mike mohammed nancy natalie nathan nicholas nicole olivia",
    "pablo pamela patricia patrick paul pedro peter philip priya rachel rafael ralph raymond",
    "rebecca ricardo richard robert roberto roger ronald rosa russell ruth ryan samantha samuel",
    "sandra sara sarah scott sean sergio sharon shirley sofia sophia stephanie stephen steven",
    "susan teresa terry theresa thomas tiffany tim timothy tom tyler victoria vincent virginia",
    "walter wayne wei william zachary",
)


class _Sign(IntEnum):
    """How much it takes for a word to be a name where one is expected."""

    NOTHING = 0
    CAPITAL = 1
    LISTED = 2


def names(rest: Rest) -> Iterator[Finding]:
    """Yield names where one is introduced, addressed or signs."""
    for pattern, needed in (
        (_STRONG, _Sign.NOTHING),
        (_WEAK, _Sign.CAPITAL),
        (_ROLE, _Sign.LISTED),
        (_HERE, _Sign.LISTED),
        (_DASHED, _Sign.CAPITAL),
    ):
        for match in pattern.finditer(rest.low):
            yield from _name(match, rest.written, needed)
    for match in _SIGNED.finditer(rest.low):
        alone = "\n" in match[0]
        yield from _name(match, rest.written, _Sign.NOTHING if alone else _Sign.CAPITAL)


def _name(match: re.Match[str], text: str, needed: _Sign) -> Iterator[Finding]:
    end, lower, capitals = 0, 0, False
    for word in re.finditer(r"\S+", text[match.start("it") : match.end("it")]):
        bare = word[0].rstrip(".").lower().replace("\u2019", "'").removesuffix("'s")
        capital = word[0][0].isupper() and (len(bare) == 1 or not word[0].isupper())
        sign = _Sign.LISTED if bare in _FIRST else _Sign(capital)
        if bare in _NO_NAME or _SHORT_FORM.search(bare) or sign < needed:
            break
        if capitals and not capital:
            break
        capitals = capital
        lower += not capital
        if lower > 2:  # noqa: PLR2004 - a first name and a last one; more is a sentence
            break
        if sign is _Sign.LISTED:
            needed = _Sign.NOTHING
        end = word.start() + len(word[0].rstrip("."))
        if word[0].endswith(".") and bare not in _TITLES and len(bare) > 1:
            break
    if end:
        yield Finding(Kind.NAME, match.start("it"), match.start("it") + end)
