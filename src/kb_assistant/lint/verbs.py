"""Instructions, told from what merely states something."""

import re

from kb_assistant.lint.words import listed

_MODAL = re.compile(
    r"\b(?:should|must|shall|needs? to|ha(?:s|ve) to|required|let\s\w+\sknow|please|can be)\b",
    re.IGNORECASE,
)
_VERBS = listed(
    "acknowledge add adjust advise allow answer apologize apply appease approve ask assign assist "
    "assure attach book call cancel change charge check choose clarify clear click close collect "
    "complete confirm connect contact continue copy correct create credit deactivate decline "
    "delete deny direct disable do document download edit email enable encourage end ensure enter "
    "escalate exchange expedite explain extend file fill find fix flag follow forward get give go "
    "guide handle help hold honor include inform instruct investigate issue keep leave let link "
    "listen log look mail make mark merge message move note notify obtain offer open order "
    "override page pause place point press process proceed provide put read reactivate reassure "
    "rebook recommend record redirect refer refund refuse register reject release remind remove "
    "rename renew reopen replace reply report request resend reset resolve respond restart "
    "restore resume retry return review route run say schedule search see seek select send set "
    "share ship show sign start stay stop submit suggest suspend switch tag take talk tell thank "
    "transfer troubleshoot try turn unlock unsubscribe update upgrade upload use verify view wait "
    "waive walk warn withhold write"
)
_BEFORE = listed("also always then first next and or but never only simply just finally")
_OBJECT = listed(
    "the a an it them him her this that these those their your any all both each member members "
    "customer customers ticket to with"
)
_NO_VERB = listed(
    "the a an it he she they we you i this that these those there here because due as since yes no "
    "false true and or but if when for in on at by of with outside within not what which who why "
    "our their his her its my your is are was were has have had all both each"
)
_CLAUSE = re.compile(
    r"[.!?:;,(>]\s+|\n\s*(?:[-*+•]|\d+[.)])?\s*|\s+[-\u2013\u2014]+\s+|\b(?:and|or|then)\s"
)


def instructs(text: str) -> bool:
    """Whether `text` tells somebody to do something."""
    return bool(_MODAL.search(text)) or any(map(commands, _CLAUSE.split(text)))


def commands(clause: str) -> bool:
    """Whether a clause begins like an instruction."""
    said = [word.strip("\"'“”*_()[].,:;!?<>").lower() for word in clause.split()]
    said = [word for word in said if word]
    while said and said[0] in _BEFORE:
        said.pop(0)
    if said[:2] in (["do", "not"], ["don't", *said[1:2]]):
        return True
    if not said or said[0].split("'")[0] in _NO_VERB:
        return False
    if said[0] in _VERBS:
        return True
    return len(said) > 1 and said[1] in _OBJECT and not said[0].endswith("ing")
