"""Explicit phrases of violence to self or others, found by rules.

The rules need no model and no examples, so a new index without phrasings is not blind to a plain
"I'm going to kill myself". They read a folded text: lower case, no accents, contractions and
texting written out, a few key words repaired ("klil", "k!ll", "kiiill"). Punctuation stays, as
words of its own, so no pattern reaches over the end of a clause.
"""

import re
import unicodedata

_WRITTEN_OUT = {
    word: full
    for full, words in {
        "going to": "gonna gunna gna gnna gonnna finna goingto",
        "want to": "wanna wana",
        "i will": "imma ima i'mma",
        "i am": "im i'm",
        "i have": "ive i've",
        "i would": "i'd",
        "you": "u yu",
        "your": "ur yr",
        "you are": "you're youre",
        "are": "r",
        "you all": "yall y'all ya'll",
        "them": "em 'em",
        "do not": "dont don't dnt",
        "does not": "doesnt doesn't",
        "did not": "didnt didn't",
        "can not": "cant can't cannot cnt",
        "will not": "wont won't",
        "is not": "isnt isn't aint ain't",
        "he s": "hes",
        "she s": "shes",
        "tonight": "2nite tonite 2night tn",
        "tomorrow": "tmrw tmr tmw 2morrow tomorow",
        "myself": "meself",
        "yourself": "urself yaself",
        "himself": "hisself",
        "anymore": "anymor nomore",
        "with": "w",
        "quiero": "kiero",
        "por": "x",
        "que": "q k",
    }.items()
    for word in words.split()
}
_ENDINGS = {"'m": " am", "'ll": " will", "'re": " are", "'ve": " have", "'d": " would", "'s": " s"}
_KEY_WORDS = (
    "kill killing suicide suicidal murder strangle myself himself herself going shoot shooting "
    "alive anymore tonight hurt pills overdose unalive bullet suicidio matar matarme"
).split()
_REAL_WORDS = frozenset("strange stranger shouting".split())
_LONG = 6
_CENSORED = re.compile(r"\bk[i1!*#]l{1,2}(?=ed\b|ing\b|s\b|\b)|\bk[i1!*][l1*]{2}\b|\bk\*+l?\b")


def folded(text: str) -> str:
    """Return `text` as the rules read it: plain words and punctuation, one space between."""
    flat = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("‘", "'"))
    flat = "".join(letter for letter in flat if not unicodedata.combining(letter))
    flat = re.sub(r"([a-z])\1{2,}", r"\1\1", _CENSORED.sub("kill", flat))
    flat = re.sub(r"\bw/(?=\s|\w)", "with ", flat)
    flat = re.sub(r"\b(my|him|her|your|them|our) (self|selves)\b", r"\1\2", flat)
    words = (_plain(word) for word in re.findall(r"'?[a-z0-9]+(?:'[a-z]+)?|[.,;:!?()\n\"]", flat))
    return f" {' '.join(words)} "


def _plain(word: str) -> str:
    if word in _WRITTEN_OUT:
        return _WRITTEN_OUT[word]
    if word.endswith("n't"):
        return f"{word[:-3]} not"
    for ending, full in _ENDINGS.items():
        if word.endswith(ending):
            return _repaired(word.removesuffix(ending)) + full
    return _repaired(word.strip("'"))


def _repaired(word: str) -> str:
    """The key word that `word` misspells, or `word`."""
    if len(word) < len("kill") or word in _KEY_WORDS or word in _REAL_WORDS:
        return word
    for key in _KEY_WORDS:
        if word[0] == key[0] and _misspells(word, key):
            return key
    return word


def _misspells(word: str, key: str) -> bool:
    """Whether two letters changed places or, in a long word, one is missing, added or wrong."""
    if len(word) == len(key) and sorted(word) == sorted(key):
        return True
    if len(key) < _LONG:
        return False
    pairs = zip(word, key, strict=False)
    start = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(word), len(key)))
    return any(
        word[start + skip :] == key[start + drop :] for skip, drop in ((1, 0), (0, 1), (1, 1))
    )


_GROUPS = {
    "few": r"(?:[a-z0-9]+ ){0,3}?",
    "some": r"(?:[a-z0-9]+ ){0,7}?",
    "how": (
        r"(?:(?:just|really|actually|literally|probably|personally|fucking|go|come|come over|come "
        r"down|come down there|drive over|get up|find you|find (?:him|her|them)|and|be|to|too) ){0,4}?"
    ),
    "self": r"(?:(?:my|him|her|your|them)(?:self|selves|selfs))",
    "own": r"(?:(?:my|his|her|your|their)(?: own)?)",
    "will": (
        r"(?:will|ll|ill|going to|want(?:s|ed|ing)? to|plan(?:s|ned|ning)? (?:to|on)|about to|"
        r"ready to|might|may|could|would|need(?:s|ed)? to|have to|got to|tr(?:y|ies|ied|ying) to|"
        r"threaten\w* to|swear|decided to|inten\w+ to|like to|love to|consider\w*|"
        r"th(?:ink|inks|inking|ought|oughts) (?:of|about|on)|talk\w* (?:of|about)|urges? to|"
        r"\w*dream\w* (?:of|about)|fantas\w+ about|coming (?:(?:down|over|back|there) )?(?:to|and)|"
        r"promis\w+ to|vow\w* to|let me|feel\w* like|tempted to|how to|should|afraid to|fine i d)"
    ),
    "attack": (
        r"(?:kill(?:ing)?|murder(?:ing)?|shoot(?:ing)?|stab(?:bing)?|strang(?:le|ling)|chok(?:e|ing)"
        r"|hurt(?:ing)?|harm(?:ing)?|injure|punch(?:ing)?|slap(?:ping)?|bash|poison(?:ing)?|"
        r"drown(?:ing)?|execute|slaughter|butcher|assault|attack(?:ing)?|smother(?:ing)?|suffocate|"
        r"behead|knife|maim|cripple|torture|run(?:ning)? (?:over|down)|gun down|hunt down|lynch|"
        r"rape|hang(?:ing)?|unalive|beat up|skin)"
    ),
    "kin": (
        r"(?:wife|husband|spouse|mother|mom|mum|father|dad|son|daughter|child|children|kids?|baby|"
        r"brother|sister|girlfriend|boyfriend|ex|partner|roommate|neighbou?r|boss|famil(?:y|ies)|"
        r"parents?|grand\w+|aunt|uncle|cousin|fiance)"
    ),
    "staff": (
        r"(?:coach(?:es)?|doctors?|dr|doc|nurses?|provider|pharmacists?|technicians?|tech|agents?|"
        r"reps?|representative|manager|supervisor|ceo|staff|employees?|team|driver|mailman|courier|"
        r"dietitian|trainer|therapist|receptionist|people|guys?|wom[ae]n|m[ae]n|lady|girl|boy|"
        r"idiots?|morons?|persons?|one|bastards?|workers?|cashier|teacher|cops?|landlord|pigs?)"
    ),
    "whom": (
        r"(?:you(?: all| guys| people| both)?|ya|him|her|them|someone|somebody|every(?:one|body)|"
        r"every (?:last |single )?one|any(?:one|body)|whoever|people|all of (?:you|them)|one of "
        r"(?:you|them)|(?:the|that|this|those|these|a|my|your|his|her|our|their|some) (?:\w+ ){0,2}?"
        r"(?:<staff>|<kin>)|the (?:next|first|last) \w+|the whole (?:family|staff|team|office))"
    ),
    "body": (
        r"(?:throats?|necks?|skulls?|faces?|heads?|jaws?|teeth|brains?|fingers?|hands?|bones|legs?|"
        r"knees?|kneecaps|arms?|ribs|nose|eyes?)"
    ),
    "gun": (
        r"(?<!massage )(?<!glue )(?<!heat )(?<!nail )(?<!thermometer )(?<!top )(?:guns?|shotguns?|"
        r"rifles?|pistols?|revolver|handgun|firearm|glock|ar 15|ak 47|machete|explosives|grenade|"
        r"molotov|ammo)"
    ),
    "blade": r"(?:knife|knives|axe|hatchet|hammer|crowbar|bats?|gasoline|matches|bombs?|weapons?)",
    "place": (
        r"(?:building|offices?|house|home|place|clinic|store|pharmacy|warehouse|headquarters|hq|"
        r"hospital|lobby|center|facility|company|school|apartment|car|business|shop|farmacia|"
        r"oficinas?|casa|clinica|edificio|tienda|almacen|negocio|local)"
    ),
    "when": (
        r"(?:tonight|today|tomorrow|soon|now|right now|for good|this (?:week|weekend|morning|evening"
        r"|afternoon|month)|(?:by |on |before |after )?\w+day|once and for all|right here)"
    ),
    "pills": r"(?:pills?|tablets?|meds?|medications?|medicines?|bottles?|insulin|capsules?)",
    "de": r"(?:[a-z]+ ){0,3}?",
    "quiero": (
        r"(?:quier[oae]|quisiera|voy a|va a|vamos a|van a|pienso|piensa|pensando en|ganas de|miedo "
        r"de|planea\w*|intent\w+)"
    ),
}


def _pattern(*alternatives: str) -> re.Pattern[str]:
    """Compile `alternatives`, in which `<name>` stands for a group of words."""
    text = "|".join(alternatives)
    while (filled := re.sub(r"(?<!\?)<([a-z]+)>", lambda name: _GROUPS[name[1]], text)) != text:
        text = filled
    return re.compile(rf"(?<= )(?:{text})(?= )")


_SELF = _pattern(
    r"(?:kill|unalive|off|hang|shoot|drown|stab|suffocate|end|starve) <self>(?! in the foot)",
    r"(?:of|about|by|am|s|from|with|consider\w*|try|tried) (?:killing|hanging|shooting|drowning|"
    r"offing|stabbing) <self>(?! (?:to|for|over|at|trying|doing|walking|working|with|here))",
    r"<will> <how>(?:hurt|harm|cut|burn|injure|cutting|hurting|harming|burning|poison) <self>",
    r"(?:started|been|keep|keeps|began) (?:cutting|burning|hurting|harming|scratching) (?:<self>|"
    r"<own> (?:arms?|legs?|skin|wrists?|thighs?))",
    r"do something (?:stupid|bad|terrible) to <self>",
    r"(?:end|ending|take|taking|finish) (?:<own>) life(?! (?:back|coach|insurance|story))",
    r"end(?:ing)? it all|<will> <how>end(?:ing)? it <when>",
    r"(?:want(?:s|ed)? to|wish(?:es)?(?: that)? (?:i|he|she)|ready to|plan\w* to|hop(?:e|es|ing) to|"
    r"hop(?:e|es|ing) i|rather be|trying to) <how>(?:die|dead|(?:was|were|am) dead|be dead|could die"
    r"|be no more)(?! (?:of|from|laughing|at|when|for|with|in (?:the|a) game|than))",
    r"(?:not|never) (?:want(?:s|ed|ing)?|care|deserve|plan\w*) (?:to|on) (?:live|living|be(?:ing)? "
    r"alive|exist|wake up|keep living|see tomorrow|be(?:ing)? (?:here|around|on this \w+) (?:any ?"
    r"more|any longer))(?! (?:in|near|at|so early|for))|not wanting to (?:be here|live|be alive)",
    r"(?:hop\w+|wish\w*|want\w*|sleep|pray\w*|rather|pills?|tablets?) <some>(?:never|not)(?: to)? "
    r"(?:ever )?wake up(?! (?:at|early|for|late|to|in))",
    r"better off (?:dead|without me|if i (?:was|were) (?:gone|dead|not))|better if i (?:was|were) "
    r"(?:gone|dead)|better with me (?:gone|dead)",
    r"(?:no|any) (?:reason|point|purpose) <few>(?:to|in|of) (?:live|living|go on|going on|wake up|"
    r"be(?:ing)? alive|be here|exist|carry on|stay (?:alive|here|on this))|nothing <few>to live for|"
    r"(?:not|never|hardly) worth living|(?:tired|sick) of (?:living|life|being alive|existing)|"
    r"(?:done|through) (?:living|with (?:life|living|this life))|(?:go on|keep) living like this",
    r"(?:i|he|she) (?:will|ll|ill|might) (?:\w+ )?be dead|not <few>(?:be|being) alive|by the time "
    r"you <few>this <some>(?:gone|dead|around|too late|no more)",
    r"swallow\w* (?:all|every|the (?:whole|entire)|a (?:bunch|handful)|them all)|<will> <how>(?:take|"
    r"down|chug) (?:the|a|this|that|my) (?:whole|entire|full) (?:bottle|box|pack)|(?:hoard|stockpil|"
    r"stash|saving up)\w* <few><pills>|<will> <how>(?:overdose|od)|overdos\w+ (?:on purpose|myself)",
    r"how (?:many|much) <some>(?:take|need\w*|takes) <some>(?:kill|die|overdose|od|end it|dead|fatal|"
    r"lethal)|(?:what|how many|how much) <some>(?:lethal|fatal|deadly)",
    r"jump(?:s|ing)? (?:off|from|out of|out|in front of|under) (?:of )?(?:a|the|my|his|her|this|that) "
    r"<few>(?:bridge|roof|building|balcony|window|ledge|cliff|overpass|train|bus|truck|car|garage)",
    r"(?:step|walk|run|jump|driv)(?:e|ing)? (?:out )?(?:in front of|into|under) (?:a |the |oncoming )?"
    r"(?:traffic|train|bus|truck|tree|wall|pole|river)|driv(?:e|ing) <few>off (?:a|the) \w+",
    r"(?:slit|slash|cut|slice|open)(?:s|ting|ing|ed)? (?:<own>|a|them) (?:wrists?|veins?|throats?)|"
    r"(?:blow|blew|blowing) (?:<own>) <few>(?:brains?|heads?) (?:out|off)|<gun> (?:to|in|at|against) "
    r"(?:<own>) (?:head|mouth|temple|chest|throat)|noose|(?:goodbye|farewell|suicide) (?:letter|note)s?",
    r"(?:will|going to|want to|just|ready to|let me|about to|might|rather|should|and) kms|kys|"
    r"unaliv\w+|(?:mbr|pt|member|patient|caller|active|passive|endors\w+|voic\w+|report\w*) (?:si|hi)",
    r"not <few>safe (?:with|from|around) <self>|(?:disappear|sleep|gone) forever(?! (?:from|off))",
    r"voices <few>tell\w* (?:me|him|her|us) <few>to|(?:the|hear\w*) voices|(?:ways?|how) to die|if i (?:was|"
    r"were) (?:gone|dead)|not to (?:live|be alive|exist|be here any ?more)|goodbye (?:cruel )?world|said "
    r"<own> goodbyes|(?:done|tired|sick) (?:of )?being a burden|i am (?:just |only )?a burden",
    r"(?:be with|join(?:ing)?|reunite\w* with) <few>(?:late(?! night)|deceased|dead|in heaven|the lord|jesus)|"
    r"(?:have|bought|got|tied|hung) (?:a|the|my) (?:rope|noose)|(?:been|am|started|back to) cutting again|on "
    r"(?:the|a) ledge|locked <some>(?:razor|blade|knife|gun|rifle|pills)|(?:truck|bus|car|train) would hit me",
)
_OTHERS = _pattern(
    r"<will> <how><attack> <whom>(?! (?:a|an|the|over|some|with kindness|in reviews|in court|in the|"
    r"at|to the|online|your|this|that|my) )",
    r"(?:i|he|she) d <how>(?:kill|shoot|stab|strangle|murder|poison|hurt) <whom>(?! (?:a|an|the|over))",
    r"<will> <how>(?:break|snap|smash|crush|bash|cut|slit|rip|wring|punch|stomp|crack|bust|blow|knock|"
    r"slash|split|tear|kick|twist|wire|beat|slap|bust) (?:<whom> s|your|his|her|their|(?:a|some)\w* s|"
    r"<whom>) <few>(?:<body>|ass|lights)|(?:hands?|fingers) around <some>(?:throat|neck)",
    r"(?:beat|kick|knock|choke|stomp|punch)(?:ing)? (?:the|your|his|her|all) <few>(?:out of|to death|"
    r"senseless|to a pulp)|beat(?:en)? <few>(?:to death|to a pulp|senseless|bloody|with (?:a|my) bat)|"
    r"beat <whom> (?:up|with)|(?:put|throw|shove)\w* <few>down (?:the stairs|someone s throat)",
    r"(?:bring|com|show|head|wait|driv|walk|pull|carry|arriv)\w* <some>(?:<gun>|<blade>|45|9mm|ar|ak)",
    r"(?:have|has|got|get|grab|grabs|bought|buy|buying|took|load|loaded|loading|with|own|use|clean\w*|"
    r"point\w*|pull\w*|holding) (?:a|an|my|his|her|the|dad s|some|s|that) <few><gun>",
    r"(?:put|take|get|has|with|s|have) (?:a|one|the) bullets? (?:in|into|through|with|between) |"
    r"shoot(?:ing)? (?:(?:the|this|that|your) \w+ up|up <few><place>)|smash(?:ing)? up <few><place>|let my <gun>|"
    r"(?:crash|ram|plow)\w* <few>(?:into|through) <few><place>|driv\w+ <few>through (?:your|the|that) <few><place>",
    r"(?:burn(?:ing)?|torch|blow(?:ing)?|bomb(?:ing)?|firebomb|level|flatten|set fire to|set|quem\w+|"
    r"incendi\w+) (?:up |down )?(?:your|the|that|this|his|her|their|my|esa|esta|la|el|su|tu|las|sus) "
    r"<few><place>|(?<!bath )(?:bomb|explosives?) (?:in|at|under|inside|for|outside) (?:your|the|this|"
    r"that|his|her)|burn (?:it|this|everything|you) (?:all )?down|go(?:ing)? postal|death threats?",
    r"(?:bomb|violent|physical) threats?|threats? (?:of|against|toward) (?:violence|<whom>|self|harm)",
    r"mak(?:e|es|ing) <whom> <some>(?:bleed|suffer|disappear|beg|in blood|never born|with (?:his|her|"
    r"your|their) life|(?:your|his|her) last)",
    r"(?:someone|somebody|people|everyone|everybody|you|one|whoever) <few>(?:is|are|s|will|ll) <how>(?:going "
    r"to )?(?:all )?(?:die|dying|bleed|get (?:hurt|killed|shot|stabbed)|be dead|end up (?:dead|on the news)|a "
    r"dead (?:man|woman)|dead meat)|(?:he|she|they) (?:s|is|are|will) (?:going to )?(?:bleed|get hurt|dead meat)",
    r"(?:i am|he s|she s) (?:killing|shooting|stabbing|strangling|murdering|hunting) <whom>(?! (?:in|at|with))|"
    r"run(?:ning)? (?:you|him|her|them|<whom>) over|i kill (?:you|him|her|them)|pillow over <few>face|"
    r"(?:tak|bring)\w* <few>(?:you|him|her|them|people) (?:all )?down with (?:me|him|her)|(?:will|going to|ll) "
    r"<few>(?:see|read|hear) <few>(?:me|this|it) <few>(?:on|in) the (?:news|papers?)|watch the news",
    r"(?:i|we|he|she|they|already) know (?:exactly )?(?:where|what time|which|what|when) (?:you|he|she|"
    r"they|your|his|her|their|the|that) <some>(?:lives?|sleeps?|parks?|works?|school|drives?|leaves?|"
    r"gets? off|gets? home|walks?|address|car)|i (?:know|have|found|got) (?:your|his|her|their) (?:home )?"
    r"(?:address|kids|family|house)",
    r"watch <few>(?:your|his|her|their) backs?|(?:over|behind) (?:your|his|her|their) (?:shoulders?|backs?)"
    r"|one eye open|under (?:your|his|her|the) car|(?:will|going to|ll) <how>(?:find|hunt|track|come for|"
    r"come after|come find) (?:you|every one of you)(?= [.,!?;]| and| all| where| people|  | \Z)|"
    r"coming for (?:you|him|her|them|your)|pay (?:<whom>) a visit",
    r"threaten\w* (?:to <how>(?:<attack>|hit|beat|shoot|bomb|burn|cut|jump|end|take|blow)|<few>(?:with a "
    r"<few>(?:<gun>|<blade>)|<self>|suicide|violence|staff|(?:my|his|her|our|your) (?:life|<kin>|<staff>)))",
    r"(?:afraid|scared|worried) <few>(?:of what )?(?:i|he|she) (?:will|might|ll|would|could) (?:do to|hurt|"
    r"kill|snap)|(?:he|she|husband|boyfriend|wife|girlfriend|partner) (?:hit|hits|beats?|punched|choked|"
    r"strangled) me(?! (?:up|at|to|in|with))|homicidal",
)
_SPANISH = _pattern(
    r"(?:me|se) (?:quier[oae]|voy a|va a|pienso|piensa) <de>(?:matar|suicidar|ahorcar|colgar|(?:tirar|"
    r"lanzar|aventar) (?:de|del|desde|al|por))|me mato|matar(?:me|se)|quit(?:ar|o|a)(?:me|se)? la vida|"
    r"(?:me quier[oe] morir|quier[oe] morir(?:me|se)?)(?! (?:de|por))|ahorcar(?:me|se)|(?:cortar(?:me|se)|"
    r"corto|corta) (?:las )?(?:venas|munecas|otra vez)|(?:se|me) (?:avient|lanz|tir)[ao] (?:de|del|desde)",
    r"no (?:quier[oe]|tengo ganas de|dese[oa]) (?:seguir |continuar )?(?:vivir|viviendo|existir|despertar"
    r"\w*|estar (?:aqui|viv[oa]|en este mundo))|no vale la pena (?:vivir|seguir viviendo)|sin ganas de "
    r"vivir|mejor (?:muert[oa]|sin mi|si yo no)|irme de este mundo|desaparecer para siempre|(?:acabar|"
    r"terminar) con (?:mi|su) vida|con (?:mi|su) vida acab\w+",
    r"(?:los|las|lo|la|te|les|le) (?:voy|va|vamos) a <de>(?:matar|quemar|golpear|apunalar|disparar|"
    r"acuchillar|reventar|estrangular|balear|encontrar|meter un)(?! en (?:face|goo|inst|las? re|int|tw|y))|(?:los|lo|te|le|les) mato|<quiero> <de>"
    r"(?:matar(?:l[oae]s?|te)|matar a)|(?:romp|part)\w+ (?:la cara|los huesos|el cuello|las piernas|la "
    r"madre|la cabeza|los dientes)|(?:pegar|pego|pega|meter|meto|dar|doy)\w* un (?:tiro|balazo)",
    r"(?:me|se) <de>(?:tom|trag)\w+ (?:<de>)tod[ao]s(?: las pastillas)?(?! las (?:man|noch|dia))|<quiero> "
    r"(?:hacer(?:me|se|le|les|te) <de>dano|(?:lastimar|herir|cortar)(?:me|se|lo|la|los)(?! el))|"
    r"(?:con|llevo|compre|tengo|traigo|tiene) (?:un|una|el|la|mi|su) (?:pistola|arma|machete|cuchillo|"
    r"escopeta|rifle|bate)|(?:pon|hay)\w* una bomba|se donde (?:viv|trabaj|estudi)\w+|(?:se|te) va[ns]? a "
    r"arrepentir|a balazos|l[oae]s? ahorco|me despido de (?:tod|ust|mi)\w*|le voy a hacer algo|soy una carga|"
    r"ya se (?:donde|en que|que carro|a que hora)|amenaz\w+ <de>(?:matar|muerte|suicid\w+|golpear|bomba)|suicidar\w*",
)

_TOPIC = _pattern(
    r"suicid(?:e|al|io|a|ality)(?! mission)", r"self (?:harm|injur)[a-z]*", r"selfharm\w*"
)
_STORY = _pattern(
    r"question\w*|questionnaire|form|intake|survey|screening|asks?|asked|asking|webinar|module|article|"
    r"novel\w*|book|movie|film|song|podcast|drill|training|news|hotline|prevention|policy|documentary|"
    r"cuestionario|formulario|encuesta|preguntas?|pelicula|libro|character|episode|awareness|leaflet|pamphlet|label|lists?|listed"
)
_PAST = _pattern(
    r"ago|years?|died|lost|passed|funeral|grie\w+|late|widow\w*|deceased|anniversary|memorial|in \d{4}|"
    r"fallecio|murio|anos?|when i was"
)
_ARMED = _pattern(r"<gun>|<blade>")
_SPORT = _pattern(r"hunt(?:s|ing|er)?|range|army|military|navy|police|season|deer|museum|security")
_NEGATED = re.compile(
    r" (?:not|never|no|without|den(?:y|ies|ied|ying)|nobody|neither|sin|nunca)"
    r"(?! (?:kidding|joking|lying|playing|sure|know|stop|promise|make|only|let|think|help|tell|say|want))"
    r"(?: (?!(?:i|he|she|they|we|then|but|if|until|so|you) )[a-z]+){0,3} $"
)
_THINGS = re.compile(
    r" (?:it|this|that|which|these|those|pills?|dose|dosage|amount|medicines?|medication|meds|stuff|drugs?|"
    r"app|diet|effects?|you|are|reaction|mixing|combination|prescription|vitamins?)(?: are| is| were)? $"
)


def signs(text: str) -> tuple[str, ...]:
    """Return the phrases of `text` that threaten violence to self or others, as the rules read it.

    Args:
        text: a message in English or Spanish; the phrases come back folded, in order.
    """
    found: dict[str, None] = {}
    for clause in re.split(r"(?<= )[.!?;]+(?= )", folded(text)):
        matches = [match for rule in (_SELF, _OTHERS, _SPANISH) for match in rule.finditer(clause)]
        if not (_STORY.search(clause) or _PAST.search(clause)):
            matches += _TOPIC.finditer(clause)
        for match in sorted(matches, key=lambda one: one.start()):
            if not _harmless(match, clause):
                found[match[0].strip()] = None
    return tuple(found)


def _harmless(match: re.Match[str], clause: str) -> bool:
    before, phrase = clause[: match.start()], f" {match[0]} "
    return bool(
        _NEGATED.search(before)
        or (match.re is _OTHERS and _THINGS.search(before))
        or (" yourself " in phrase and _STORY.search(clause))
        or (_ARMED.search(phrase) and _SPORT.search(clause))
    )
