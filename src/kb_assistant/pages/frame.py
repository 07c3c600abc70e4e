"""The HTML around the answers: what the page says for itself."""

from collections.abc import Sequence

from kb_assistant.pages.text import escape
from kb_assistant.settings import TextPolicy
from kb_assistant.verdict import Verdict

MASTHEAD = (
    '<div class="kb-masthead"><h1>Ask the guides</h1>'
    '<p class="kb-hint"><kbd>/</kbd> goes to the input</p></div>'
)
CHOOSING = (
    '<p class="kb-hint"><kbd>1</kbd> to <kbd>3</kbd> choose, <kbd>←</kbd> <kbd>→</kbd> move,'
    " <kbd>Enter</kbd> takes the marked one</p>"
)


def looking(words: str) -> str:
    """Return the bar that stands where the verdict will be."""
    return (
        '<div class="kb-bar kb-looking" role="status"><div class="kb-say">'
        f'<p class="kb-words">{escape(words)}</p></div></div>'
    )


def welcome(protocols: int, guides: int) -> str:
    """Return what the page says before the first message."""
    return (
        '<div class="kb-welcome"><p>Type or paste what the member says and press Enter. '
        "The action that a guide prescribes appears here, word for word, with its place in the "
        f"guide. {_count(protocols, 'protocol')} from {_count(guides, 'guide')} are loaded.</p>"
        "</div>"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def notice(title: str, text: str) -> str:
    """Return an error or what is missing, with the next step."""
    return (
        f'<div class="kb-notice" role="alert"><h2>{escape(title)}</h2><p>{escape(text)}</p></div>'
    )


def history(earlier: Sequence[tuple[Verdict, str, str]]) -> str:
    """Return earlier answers as one-line captions: verdict, issue, beginning of the message."""
    captions = "".join(_past(*one) for one in earlier)
    return (
        f'<section class="kb-earlier"><h2 class="kb-part">Earlier in this session</h2>'
        f'<ol class="kb-past">{captions}</ol></section>'
    )


def _past(verdict: Verdict, issue: str, excerpt: str) -> str:
    about = f"{escape(issue)} " if issue else ""
    return (
        f'<li class="kb-{verdict.kind}"><span class="kb-glyph" aria-hidden="true"></span>'
        f"<span>{escape(verdict.words)}</span> {about}<bdi>“{escape(excerpt)}”</bdi></li>"
    )


def foot(version: str, latency_ms: float, policy: TextPolicy) -> str:
    """Return which version of the guides answered, how fast, and what is kept of a message."""
    return (
        f'<p class="kb-foot">Guides version {escape(version)}, answered in {latency_ms:.0f} ms. '
        f"Actions are quoted word for word. {_KEPT[policy]}</p>"
    )


_KEPT = {
    TextPolicy.NONE: "No message text is stored.",
    TextPolicy.REDACTED: (
        "Message text is stored only with your feedback: redacted, and for 30 days."
    ),
}


def changed(version: str) -> str:
    """Return the line that says that the guides are others than those that answered."""
    return (
        '<p class="kb-changed" role="status">The guides have changed since this answer: version '
        f"{escape(version)} is live now. Ask again.</p>"
    )


def said(words: str) -> str:
    """Return what became of a judgement, on one line."""
    return f'<p class="kb-said" role="status">{escape(words)}</p>'
