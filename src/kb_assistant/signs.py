"""Explicit phrases of violence to self or others, found by rules.

The rules need no model and no examples, so an index without phrasings is not blind to a plain
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
        "going": "goin",
        "kill": "kil kll",
        "want to": "wanna wana",
        "i will": "imma ima i'mma",
        "i am": "im",
        "i have": "ive",
        "you": "u yu",
        "your": "ur yr",
        "are": "r",
        "you are": "youre",
        "you all": "yall y'all ya'll",
        "them": "em 'em",
        "do not": "dont dnt",
        "does not": "doesnt",
        "did not": "didnt",
        "can not": "cant can't cannot cnt cnat",
        "will not": "wont won't",
        "is not": "isnt aint ain't",
        "he s": "hes",
        "she s": "shes",
        "tonight": "2nite tonite 2night tn",
        "tomorrow": "tmrw tmr tmw 2morrow tomorow",
        "yourself": "urself yaself",
        "with": "w",
        "quiero": "kiero",
        "por": "x",
        "que": "q",
    }.items()
    for word in words.split()
}
_ENDINGS = {"'m": " am", "'ll": " will", "'re": " are", "'ve": " have", "'d": " would", "'s": " s"}
_KEY_WORDS: list[str] = re.findall(
    r"\w+",
    """kill killing suicide suicidal murder strangle myself himself herself going shoot shooting
    alive anymore tonight hurt stab overdose unalive bullet suicidio matar matarme""",
)
_REAL_WORDS = frozenset({"strange", "stranger", "shouting", "bullets"})
_LONG = 6
_LOOKALIKES = str.maketrans("013457", "oieast")
_CENSORED = re.compile(r"\bk[i1!*#][l1*]{1,2}(?=ed\b|ing\b|s\b|\b)|\bk\*+l?\b")


def folded(text: str) -> str:
    """Return `text` as the rules read it: plain words and punctuation, one space between."""
    flat = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))  # noqa: RUF001
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
    plain = word.translate(_LOOKALIKES)
    for key in _KEY_WORDS:
        if plain[0] == key[0] and (plain == key or _misspells(word, key)):
            return key
    return word


def _misspells(word: str, key: str) -> bool:
    """Whether letters changed places or, in a long word, one is missing, added or wrong."""
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
    "few": r"(?:[a-z0-9]+ ){0,3}?",  # some words of the same clause
    "some": r"(?:[a-z0-9]+ ){0,7}?",
    "how": r"""(?:(?:just|really|actually|literally|probably|personally|fucking|go|come|and|be|to
        |too|come over|come down|come down there|drive over|get up|find (?:you|him|her|them)
        |com(?:e|ing) to (?:your|the) \w+) ){0,4}?""",
    "self": r"(?:(?:my|him|her|your|them)(?:self|selves))",
    "own": r"(?:(?:my|his|her|your|their)(?: own)?)",
    "will": r"""(?:will|ll|ill|going to|want(?:s|ed|ing)? to|plan(?:s|ned|ning)? (?:to|on)|about to
        |ready to|might|may|could|would|need(?:s|ed)? to|have to|got to|tr(?:y|ies|ied|ying) to
        |threaten\w* to|swear|decided to|inten\w+ to|like to|love to|consider\w*|urges? to
        |th(?:ink|inks|inking|ought|oughts) (?:of|about|on)|talk\w* (?:of|about)|feel\w* like
        |\w*dream\w* (?:of|about)|fantas\w+ about|coming (?:(?:down|over|back|there) )?(?:to|and)
        |promis\w+ to|vow\w* to|let me|tempted to|how to|should|afraid to|fine i d)""",
    "attack": r"""(?:kill(?:ing)?|murder(?:ing)?|shoot(?:ing)?|stab(?:bing)?|strang(?:le|ling)
        |chok(?:e|ing)|hurt(?:ing)?|harm(?:ing)?|injure|punch(?:ing)?|slap(?:ping)?|bash|poison(?:ing)?
        |drown(?:ing)?|execute|slaughter|butcher|assault|attack(?:ing)?|smother(?:ing)?|suffocate
        |behead|knife|maim|cripple|torture|run(?:ning)? (?:over|down)|gun down|hunt down|lynch
        |rape|hang(?:ing)?|unalive|beat up|skin)""",
    "kin": r"""(?:wife|husband|spouse|mother|mom|mum|father|dad|son|daughter|child|children|kids?
        |baby|brother|sister|girlfriend|boyfriend|ex|partner|roommate|neighbou?r|boss
        |famil(?:y|ies)|parents?|grand\w+|aunt|uncle|cousin|fiance)""",
    "staff": r"""(?:coach(?:es)?|doctors?|dr|doc|nurses?|provider|pharmacists?|technicians?|tech
        |agents?|reps?|representative|manager|supervisor|ceo|staff|employees?|team|driver|mailman
        |courier|dietitian|trainer|therapist|receptionist|people|guys?|wom[ae]n|m[ae]n|lady|girl
        |boy|idiots?|morons?|persons?|one|bastards?|workers?|cashier|teacher|cops?|landlord|pigs?)""",
    "whom": r"""(?:you(?: all| guys| people| both)?|ya|him|her|them|someone|somebody|people|whoever
        |every(?:one|body)|every (?:last |single )?one|any(?:one|body)|(?:all|one) of (?:you|them)
        |(?:the|that|this|those|these|a|my|your|his|her|our|their|some) (?:\w+ ){0,2}?(?:<staff>
        |<kin>)|the (?:next|first|last) \w+|(?:the|your) whole (?:family|staff|team|office))""",
    "body": r"""(?:throats?|necks?|skulls?|faces?|heads?|jaws?|teeth|brains?|fingers?|hands?|bones
        |legs?|knees?|kneecaps|arms?|ribs|nose|eyes?)""",
    "gun": r"""(?<!massage )(?<!glue )(?<!heat )(?<!nail )(?<!thermometer )(?<!top )(?:guns?
        |shotguns?|rifles?|pistols?|revolver|handgun|firearm|glock|ar 15|ak 47|machete|explosives
        |grenade|molotov|ammo)""",
    "blade": r"(?:knife|knives|axe|hatchet|hammer|crowbar|bats?|gasoline|matches|bombs?|weapons?)",
    "place": r"""(?:building|offices?|house|home|place|clinic|store|pharmacy|warehouse|headquarters
        |hq|hospital|lobby|center|facility|company|school|apartment|car|business|shop|farmacia
        |oficinas?|casa|clinica|edificio|tienda|almacen|negocio|local)""",
    "when": r"""(?:tonight|today|tomorrow|soon|now|right now|right here|for good|once and for all
        |this (?:week|weekend|morning|evening|afternoon|month)
        |(?:by |on |before |after )?\w+day)""",
    "killing": r"(?:killing|hanging|shooting|drowning|offing|stabbing)",
    "work": r"(?:to|for|over|at|trying|doing|walking|working|with|here)",
    "cutting": r"(?:cutting|burning|hurting|harming|scratching)",
    "wish": r"""(?:want(?:s|ed)? to|wish(?:es)?(?: that)? (?:i|he|she)|ready to|plan\w* to|rather be
        |hop(?:e|es|ing) (?:to|i)|trying to)""",
    "because": r"(?:of|from|laughing|at|when|for|with|in|than)",
    "want": r"(?:want(?:s|ed|ing)?|care|deserve|plan\w*)",
    "in": r"(?:in|near|at|to|so early|for)",
    "hope": r"(?:hop\w+|wish\w*|want\w*|sleep|pray\w*|rather|pills?|tablets?)",
    "the": r"(?:a|the|my|his|her|this|that|your|ur)",
    "height": r"(?:bridge|roof|building|balcony|window|ledge|cliff|overpass|train|bus|truck|car)",
    "traffic": r"(?:traffic|train|bus|truck|tree|wall|pole|river)",
    "pills": r"(?:pills?|tablets?|meds?|medications?|medicines?|bottles?|insulin|capsules?)",
    "thing": r"""(?:a|an|the|over|some|with kindness|in|at|online|to the|your|this|that|my) ?""",
    "said": r"(?:says?|said|told|swears?|swore|threat\w*)",
    "break": r"""(?:break|snap|smash|crush|bash|cut|slit|rip|wring|punch|stomp|crack|bust|blow|knock
        |slash|split|tear|kick|twist|wire|beat|slap)""",
    "have": r"""(?:have|has|got|get|grabs?|bought|buy|buying|took|load|loaded|loading|with|own|use
        |clean\w*|point\w*|pull\w*|holding)""",
    "burn": r"""(?:burn(?:ing)?|torch|blow(?:ing)?|bomb(?:ing)?|firebomb|level|flatten|set fire to
        |set)""",
    "those": r"(?:your|the|that|this|his|her|their|my)",
    "anyone": r"(?:someone|somebody|people|everyone|everybody|you|one|whoever)",
    "suffer": r"""(?:die|dying|bleed|get(?:ting)? (?:hurt|killed|shot|stabbed)|be dead
        |end up (?:dead|on the news)|a dead (?:man|woman)|dead meat)""",
    "where": r"(?:where|what time|which|what|when)",
    "they": r"(?:you|he|she|they|your|his|her|their|the|that)",
    "lives": r"(?:lives?|sleeps?|parks?|works?|school|drives?|leaves?|gets? (?:off|home)|walks?)",
    "you": r"(?:you|every one of you)(?= (?:[.,!?;]|and|all|where|people|$))",
    "hurt": r"(?:do to|hurt|kill|snap)",
    "muero": r"quier[oe] morir(?:me|se)?",
    "atacar": r"""(?:matar|quemar|golpear|apunalar|disparar|acuchillar|reventar|estrangular|balear
        |encontrar|meter un)""",
    "redes": r"(?:face|goo|inst|las? re|int|tw|y)",
    "arma": r"(?:pistola|arma|machete|cuchillo|escopeta|rifle|bate)",
    "quemar": r"(?:quem\w+|incendi\w+)",
    "de": r"(?:[a-z]+ ){0,3}?",
    "quiero": r"""(?:quier[oae]|quisiera|voy a|va a|vamos a|van a|pienso|piensa|pensando en
        |ganas de|miedo de|planea\w*|intent\w+)""",
}


def _pattern(lines: str) -> re.Pattern[str]:
    """Compile alternatives, one or more a line, in which `<name>` stands for a group of words."""
    text = "|".join(line.strip() for line in lines.strip().splitlines())
    while (named := re.search(r"(?<!\(\?)<([a-z]+)>", text)) is not None:
        group = re.sub(r"\n\s*", "", _GROUPS[named[1]])
        text = text.replace(named[0], group)
    return re.compile(rf"(?<= )(?:{text})(?= )")


_SELF = _pattern(r"""
    (?:kill|unalive|off|hang|shoot|drown|stab|suffocate|end|starve) <self>(?! in the foot)
    (?:of|about|by|am|s|from|with|try|tried) <killing> <self>(?! <work>)
    <will> <how>(?:hurt|harm|cut|burn|injure|poison|cutting|hurting|harming|burning) <self>
    (?:started|been|keeps?|began) <cutting> (?:<self>|<own> (?:arms?|legs?|skin|wrists?|thighs?))
    (?:been|am|started|back to) cutting again|do something (?:stupid|bad|terrible) to <self>
    (?:end|ending|take|taking|finish) <own> life(?! (?:back|coach|insurance|story))
    end(?:ing)? it all|<will> <how>end(?:ing)? it <when>
    <wish> <how>(?:die|dead|(?:was|were|am) dead|be dead|could die|was never born)(?! <because>)
    (?:not|never) <want> (?:to|on) (?:live|living|exist|be alive|being alive|keep living)(?! <in>)
    (?:not|never) <want> (?:to|on) (?:wake up|see tomorrow)(?! <in>)
    (?:not|never) <want> (?:to|on) be(?:ing)? (?:here|around|on this \w+) any ?(?:more|longer)
    not (?:wanting )?to (?:live|be alive|exist|be here any ?more)(?! in )|not wanting to be here
    <hope> <some>(?:never|not)(?: to)? (?:ever )?wake up(?! (?:at|early|for|late|to|in))
    better off (?:dead|without me|if i (?:was|were) (?:gone|dead|not))
    if i (?:was|were) (?:gone|dead)|better with me (?:gone|dead)
    (?:no|any) (?:reason|point|purpose) <few>(?:to|in|of) (?:live|living|go on|going on|wake up)
    (?:no|any) (?:reason|point|purpose) <few>(?:to|in|of) be(?:ing)? (?:alive|here)
    no reason <few>(?:to|for me to) stay (?:alive|here|on this)|nothing <few>to live for
    (?:not|never|hardly) worth living|(?:tired|sick) of (?:living|life|being alive|existing)
    (?:done|through) (?:living|with (?:life|living|this life))|(?:go on|keep) living like this
    (?:done|tired|sick) (?:of )?being a burden|i am (?:just |only )?a burden
    (?:i|he|she) (?:will|ll|ill|might) (?:\w+ )?be dead|not <few>(?:be|being) alive
    by the time you <few>this <some>(?:gone|dead|around|too late|no more)
    swallow\w* (?:all|every|the (?:whole|entire)|a (?:bunch|handful)|them all)(?! <some>whole)
    <will> <how>(?:take|down|chug) (?:the|a|this|that|my) (?:whole|entire|full) (?:bottle|box|pack)
    (?:hoard|stockpil|stash|saving up)\w* <few><pills>|<pills> saved up
    tak(?:e|ing) (?:all|every one) (?:of )?<the> sleeping <pills>
    tak(?:e|ing) (?:all|every one) (?:of )?<the> <few><pills> (?:tonight|at midnight|and die)
    <will> <how>(?:overdose|od)|overdos\w+ (?:on purpose|myself)|noose
    how (?:many|much) <some>(?:takes?|need\w*) <some>(?:kill|die|overdose|od|dead|fatal|lethal)
    (?:what|how many|how much) <some>(?:lethal|fatal|deadly) (?:dose|amount|level|for)
    jump(?:s|ing)? (?:off|from|out|in front of|under) (?:of )?<the> <few><height>
    (?:step|walk|run|jump|driv)(?:e|ing)? (?:out )?(?:in front of|into|under) (?:a |the )?<traffic>
    driv(?:e|ing) <few>off (?:a|the) \w+|(?:truck|bus|car|train) would hit me|on (?:the|a) ledge
    (?:slit|slash|cut|slice|open)(?:s|ting|ing|ed)? (?:<own>|a|them) (?:wrists?|veins?|throats?)
    (?:blow|blew|blowing) <own> <few>(?:brains?|heads?) (?:out|off)
    <gun> (?:to|in|at|against) <own> (?:head|mouth|temple|chest|throat)
    (?:goodbye|farewell|suicide) (?:letter|note)s?|goodbye (?:cruel )?world|said <own> goodbyes
    (?:will|going to|want to|just|ready to|let me|about to|might|should|and) kms|kys|unaliv\w+
    (?:mbr|pt|member|patient|caller|active|passive|endors\w+|voic\w+|report\w*) (?:si|hi)
    not <few>safe (?:with|from|around) <self>|(?:disappear|sleep|gone) forever(?! (?:from|off))
    voices <few>tell\w* (?:me|him|her|us) <few>to|(?:the|hear\w*) voices|(?:ways?|how) to die
    (?:be with|join(?:ing)?|reunite\w* with) <few>(?:late(?! night)|dead|in heaven|the lord)
    (?:have|bought|got|tied|hung) (?:a|the|my) rope|locked <some>(?:razor|blade|knife|<gun>|pills)
""")
_OTHERS = _pattern(r"""
    <will> <how><attack> <whom>(?! <thing>)
    (?:i|he|she) d <how>(?:kill|shoot|stab|strangle|murder|poison|hurt) <whom>(?! <thing>)
    (?:i am|he s|she s) (?:killing|shooting|stabbing|strangling|hunting) <whom>(?! <thing>)
    <said> <few>(?:he|she|they) (?:will|ll|d|would|(?:s|is) going to) (?:<attack>|beat) me
    run(?:ning)? (?:you|him|her|them|<whom>) over|i kill (?:you|him|her|them)(?! <thing>)
    <will> <how><break> (?:<whom> s|your|his|her|their|(?:a|some)\w* s|<whom>) <few>(?:<body>|ass)
    (?:hands?|fingers) around <some>(?:throat|neck)|pillow over <few>face
    (?:beat|kick|knock|choke|stomp|punch)(?:ing)? (?:the|your|his|her|all) <few>(?:out of|to death)
    beat(?:en)? <few>(?:to death|to a pulp|senseless|bloody|with a bat)|beat <whom> (?:up|with)
    (?:put|throw|shove)\w* <few>down (?:the stairs|someone s throat)
    (?:put|send)\w* <whom> (?:in|to) (?:the|a) (?:hospital|ground|grave|morgue|coffin|wheelchair)
    (?:bring|com|show|head|wait|driv|walk|pull|carry|arriv)\w* <some>(?:<gun>|<blade>|45|9mm|ar|ak)
    <have> (?:a|an|my|his|her|the|dad s|some|s|that) <few><gun>|let my <gun>|<blade> <some>outside
    (?:none|not one) of (?:you|them) <some>(?:walk|home|alive|leave)|<place> <some>sky high
    (?:put|get|has|with|s|have) (?:a|one|the) bullets? (?:in|into|through|with|between)
    shoot(?:ing)? (?:(?:the|this|that|your) \w+ up|up <few><place>)|smash(?:ing)? up <few><place>
    (?:crash|ram|plow)\w* <few>(?:into|through) <few><place>|driv\w+ <few>through <the> <few><place>
    <burn> (?:up |down )?<those> <few><place>|burn (?:it|this|everything|you) (?:all )?down
    (?<!bath )(?:bomb|explosives?) (?:in|at|under|inside|for|outside) (?:your|the|this|that|his|her)
    go(?:ing)? postal|homicidal|death threats?|(?:bomb|violent|physical) threats?
    threats? (?:of|against|toward) (?:violence|<whom>|self|harm)
    mak(?:e|es|ing) <whom> <some>(?:bleed|suffer|disappear|beg|in blood|never born)
    (?:pay|paying) (?:with|for (?:it|this) with) (?:your|his|her|their|my) (?:life|lives|blood)
    <anyone> <few>(?:is|are|s|will|ll) <how>(?:going to )?(?:all )?<suffer>
    (?:he|she|they) (?:s|is|are|will) (?:going to )?(?:bleed|get(?:ting)? hurt|dead meat|a dead man)
    (?:tak|bring)\w* <few>(?:you|him|her|them|people) (?:all )?down with (?:me|him|her)
    (?:will|going to|ll) <few>(?:see|read|hear) <few>(?:me|it) <few>(?:on|in) the (?:news|papers?)
    (?:i|we|he|she|they|already) know (?:exactly )?<where> <they> <some>(?:<lives>|address|car)
    i (?:know|have|found|got) (?:your|his|her|their) (?:home )?(?:address|kids|family|house)
    watch the news|watch <few>(?:your|his|her|their) backs?|one eye open|coming for <whom>
    (?:over|behind) (?:your|his|her|their) shoulders?|under (?:your|his|her|the) car
    (?:will|going to|ll) <how>(?:find|hunt|track|come for|come after|come find) <you>
    pay <whom> a visit|threaten\w* to <how>(?:<attack>|hit|beat|bomb|burn|cut|jump|end|take|blow)
    threaten\w* <few>with a <few>(?:<gun>|<blade>)
    threaten\w* <few>(?:<self>|suicide|violence|staff|(?:my|his|her|our) (?:life|<kin>|<staff>))
    (?:afraid|scared|worried) <few>(?:of what )?(?:i|he|she) (?:will|might|ll|would|could) <hurt>
    (?:he|she|<kin>) (?:hit|hits|beat|beats|punched|choked|strangled) me(?! (?:up|at|to|in|with))
""")
_SPANISH = _pattern(r"""
    (?:me|se) (?:quier[oae]|voy a|va a|pienso|piensa) <de>(?:matar|suicidar|ahorcar|colgar)
    (?:me|se) (?:quier[oae]|voy a|va a|pienso|piensa) <de>(?:tirar|lanzar|aventar) (?:de|del|al)
    (?:se|me) (?:avient|lanz|tir)[ao] (?:de|del|desde)|me mato|matar(?:me|se)|ahorcar(?:me|se)
    quit(?:ar|o|a)(?:me|se)? la vida|suicidar\w*|(?:me quier[oe] morir|<muero>)(?! (?:de|por))
    (?:cortar(?:me|se)|corto|corta) (?:las )?(?:venas|munecas|otra vez)
    no (?:quier[oe]|tengo ganas de|dese[oa]) (?:seguir |continuar )?(?:vivir|viviendo|existir)
    no (?:quier[oe]|dese[oa]) (?:seguir )?(?:despertar\w*|estar (?:aqui|viv[oa]|en este mundo))
    no vale la pena (?:vivir|seguir viviendo)|sin ganas de vivir|mejor (?:muert[oa]|sin mi|si yo no)
    irme de este mundo|desaparecer para siempre|(?:acabar|terminar) con (?:mi|su) vida|soy una carga
    (?:los|las|lo|la|te|les|le) (?:voy|va|vamos) a <de><atacar>(?! en <redes>)
    (?:los|lo|te|le|les) mato|<quiero> <de>(?:matar(?:l[oae]s?|te)|matar a)|l[oae]s? ahorco
    (?:romp|part)\w+ (?:la cara|los huesos|el cuello|las piernas|la madre|la cabeza|los dientes)
    (?:pegar|pego|pega|meter|meto|dar|doy)\w* un (?:tiro|balazo)|a balazos
    (?:me|se) <de>(?:tom|trag)\w+ (?:<de>)tod[ao]s(?! las (?:man|noch|dia))
    <quiero> (?:hacer(?:me|se|le|les|te) <de>dano|(?:lastimar|herir)(?:me|se|lo|la|los))
    le voy a hacer algo|me despido de (?:tod|ust|mi)\w*|(?:se|te) va[ns]? a arrepentir
    (?:con|llevo|compre|tengo|traigo|tiene) (?:un|una|el|la|mi|su) <arma>|(?:pon|hay)\w* una bomba
    <quemar> (?:esa|esta|la|el|los?|su|sus|tu|las) <few><place>
    se donde (?:viv|trabaj|estudi)\w+|ya se (?:donde|en que|que carro|a que hora)
    amenaz\w+ <de>(?:matar|muerte|suicid\w+|golpear|bomba)
""")
_TOPIC = _pattern(r"""
    suicid(?:e|al|io|a|ality)(?! mission)|self (?:harm|injur)\w*|selfharm\w*
""")
_STORY = _pattern(r"""
    risks?|causes?|side effects?
    question\w*|form|intake|survey|screening|asks?|asked|asking|webinar|module|article|novel\w*|book
    movie|film|song|podcast|drill|training|news|hotline|prevention|policy|documentary|character
    episode|awareness|leaflet|pamphlet|label|lists?|listed|cuestionario|formulario|encuesta
    preguntas?|pelicula|libro
""")
_ASKED = _pattern(r"""
    (?:form|intake|survey|screening|questionnaire|webinar|module|leaflet|app) ask(?:s|ed|ing)?
""")
_PAST = _pattern(r"""
    ago|years?|died|lost|passed|funeral|grie\w+|late|widow\w*|deceased|anniversary|memorial
    in \d{4}|fallecio|murio|anos?|when i was
""")
_ARMED = _pattern(r"<gun>|<blade>")
_SPORT = _pattern(r"hunt(?:s|ing|er)?|range|army|military|navy|police|season|deer|museum|security")
_NEGATED = re.compile(
    r" (?:not|never|no|without|den(?:y|ies|ied|ying)|nobody|neither|sin|nunca)"
    r"(?! (?:kidding|joking|lying|playing|sure|know|stop|promise|make|only|let|think|say|want))"
    r"(?: (?!(?:i|he|she|they|we|then|but|if|until|so|you) )[a-z]+){0,3} $"
)
_THINGS = re.compile(
    r" (?:it|this|that|which|these|those|pills?|dose|dosage|amount|medicines?|medication|meds|stuff"
    r"|drugs?|app|diet|effects?|you|are|reaction|mixing|combination|prescription|vitamins?)"
    r"(?: are| is| were)? $"
)


def signs(text: str) -> tuple[str, ...]:
    """Return the phrases of `text` that threaten violence to self or others.

    Args:
        text: a message in English or Spanish. The phrases come back folded, in order.
    """
    found: dict[str, None] = {}
    for clause in re.split(r"(?<= )[.!?;\n]+(?= )", folded(text)):
        matches = [match for rule in (_SELF, _OTHERS, _SPANISH) for match in rule.finditer(clause)]
        if not (_STORY.search(clause) or _PAST.search(clause)):
            matches += _TOPIC.finditer(clause)
        for match in sorted(matches, key=lambda one: one.start()):
            if not _harmless(match, clause):
                found[match[0].strip()] = None
    return tuple(found)


def _harmless(match: re.Match[str], clause: str) -> bool:
    """Whether the words around a phrase deny it, tell a story, or speak of a thing or a sport."""
    before, phrase = clause[: match.start()], f" {match[0]} "
    return bool(
        (_NEGATED.search(before) and " if " not in before)
        or (match.re is _OTHERS and _THINGS.search(before))
        or (" yourself " in phrase and _STORY.search(clause))
        or (match.re is _SELF and _ASKED.search(before))
        or (_ARMED.search(phrase) and _SPORT.search(clause))
    )
