"""The colour and the glyph of each kind of verdict, and the page's whole style sheet.

White on any of the colours has a contrast of at least 5.5:1. A glyph is drawn on 24 by 24 and
used as a mask, so that it takes the colour of the text around it.
"""

from functools import cache
from pathlib import Path
from urllib.parse import quote

_SHEETS = ("style.css", "cards.css")
_RING = "<circle cx='12' cy='12' r='9'{}/>"
_KINDS: dict[str, tuple[str, str]] = {
    "handle": ("#176b43", "<path d='M4.5 12.8l5 5L19.5 6.6'/>"),
    "do_not_escalate": ("#155a70", _RING.format("") + "<path d='M5.8 5.8l12.4 12.4'/>"),
    "escalate": ("#a3400a", "<path d='M12 20.5v-16M5 11.5l7-7 7 7'/>"),
    "route": ("#663b99", "<path d='M3.5 12h16M12.5 5l7 7-7 7'/>"),
    "refer": (
        "#2a539f",
        (
            "<path d='M12 6.5c2.5-2 5.5-2.5 9-2.5v14.5c-3.5 0-6.5.5-9 2.5z'/>"
            "<path d='M12 6.5C9.5 4.5 6.5 4 3 4v14.5c3.5 0 6.5.5 9 2.5'/>"
        ),
    ),
    "troubleshoot_first": (
        "#755600",
        (
            "<path d='M14.7 6.3a1 1 0 0 0 0 1.4l1.6 1.6a1 1 0 0 0 1.4 0l3.77-3.77a6 6 0 0 1"
            "-7.94 7.94l-6.91 6.91a2.12 2.12 0 0 1-3-3l6.91-6.91a6 6 0 0 1 7.94-7.94l-3.76 3.76z'/>"
        ),
    ),
    "check_first": (
        "#665600",
        "<circle cx='10.5' cy='10.5' r='6.5'/><path d='M15.5 15.5l5 5'/>",
    ),
    "ask_supervisor": (
        "#8e3266",
        "<circle cx='12' cy='7.8' r='4.3'/><path d='M4 21c.4-4.3 3.6-6.5 8-6.5s7.6 2.2 8 6.5'/>",
    ),
    "urgent": ("#b0131c", "<path d='M12 3.2L1.8 20.8h20.4zM12 10v4.6M12 17.6v.2'/>"),
    "choose": (
        "#3b4098",
        "<path d='M8 8.2a4 4 0 1 1 6.2 3.3c-1.4.9-2.2 1.6-2.2 3.3M12 19.6v.2'/>",
    ),
    "none": ("#55524b", _RING.format(" stroke-dasharray='3.4 3.67'")),
    "unsettled": ("#46525d", "<path d='M4.5 6.5h15M4.5 12h15M4.5 17.5h9'/>"),
}
_SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='#000'"
    " stroke-width='2.5' stroke-linecap='round' stroke-linejoin='round'>{}</svg>"
)


@cache
def style() -> str:
    """Return the style element of the page: its sheets and a rule for each kind of verdict."""
    here = Path(__file__)
    sheets = (here.with_name(name).read_text(encoding="utf-8") for name in _SHEETS)
    rules = "\n".join(
        f'.kb-{kind}{{--kb-hue:{colour};--kb-sign:url("data:image/svg+xml,{_image(drawing)}")}}'
        for kind, (colour, drawing) in _KINDS.items()
    )
    sheet = "\n".join(sheets)
    return f"<style>{rules}\n{sheet}</style>"


def _image(drawing: str) -> str:
    return quote(_SVG.format(drawing), safe=" ='/:,-")
