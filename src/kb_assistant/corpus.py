"""The folder of the guides: which of its files say what. Nothing heavy is imported here."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb_assistant.documents import Document, Problem
from kb_assistant.errors import CorpusError, KbError, PhrasingError, ReadError
from kb_assistant.phrasings import FOLDER as PHRASINGS
from kb_assistant.phrasings import Phrasing, load_phrasings
from kb_assistant.protocols import Protocol, extract
from kb_assistant.readers.decoding import decode
from kb_assistant.readers.sandbox import read_safely
from kb_assistant.tuned import FOLDER as ENCODER
from kb_assistant.tuned import TunedEncoder, read_tuned

GLOSSARY = "glossary.md"
LINT_SETTINGS = "lint.toml"


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the files of a corpus say.

    Args:
        documents: the guides.
        protocols: their rules.
        phrasings: the example messages whose protocol exists.
        problems: what was repaired or left out on the way.
        digests: the sha256 of every file that an index is made of, by path.
        survey: all that was read, for those who look for doubts.
        tuned: the encoder that was tuned on it, if any.
    """

    documents: tuple[Document, ...]
    protocols: tuple[Protocol, ...]
    phrasings: tuple[Phrasing, ...]
    problems: tuple[Problem, ...]
    digests: Mapping[str, str]
    survey: "Survey"
    tuned: TunedEncoder | None = None

    @property
    def glossary(self) -> str:
        """The text of `glossary.md`; empty if there is none."""
        return self.survey.glossary

    @property
    def skipped(self) -> Mapping[str, str]:
        """Why a file could not be read and was left out, by path."""
        return {problem.path: problem.message for problem in self.survey.unreadable}


@dataclass(frozen=True, slots=True)
class Survey:
    """All that can be read of a corpus, and what cannot.

    Args:
        documents, protocols, glossary: as in a `Corpus`.
        phrasings: every example message, also those that a build leaves out.
        left_out: the rules that have no action.
        unreadable: the files that cannot be read, with the reason.
    """

    documents: tuple[Document, ...]
    protocols: tuple[Protocol, ...]
    phrasings: tuple[Phrasing, ...]
    glossary: str
    left_out: tuple[Problem, ...]
    unreadable: tuple[Problem, ...] = ()


def read_corpus(folder: Path, *, skip_unreadable: bool = False) -> Corpus:
    """Read every guide and every phrasing below `folder`.

    Args:
        folder: the corpus.
        skip_unreadable: whether to leave out a guide that cannot be read, instead of raising.

    Raises:
        CorpusError: if there is no folder, no guide or no protocol in them.
        ReadError: if a file cannot be read.
        PhrasingError: if a line of the phrasings is malformed.
        ModelError: if its tuned encoder is altered.
    """
    content = _read_all(folder, _skip if skip_unreadable else _refuse)
    if not content.protocols:
        raise CorpusError(
            f"No protocol was found in the {len(content.documents)} files of {folder}. Write each "
            "rule as a table row or as a section with a heading, then run: kb-assistant build"
        )
    known = {protocol.id for protocol in content.protocols}
    phrasings, orphans = _sift(content.phrasings, known)
    repairs = (problem for document in content.documents for problem in document.problems)
    left = {problem.path for problem in content.unreadable}
    return Corpus(
        content.documents,
        content.protocols,
        phrasings,
        (*repairs, *content.left_out, *orphans),
        {
            name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in _files(folder)
            if (name := path.relative_to(folder).as_posix()) not in left
        },
        content,
        read_tuned(folder),
    )


def survey(folder: Path) -> Survey:
    """Read what can be read below `folder`; a file that cannot be read is named in the result.

    Raises:
        CorpusError: if there is no folder, or no guide in it.
    """
    return _read_all(folder, lambda _path, _error: None)


Report = Callable[[Path, KbError], None]
"""Called with a file that cannot be read, and the reason, before it is left out."""


def _refuse(path: Path, error: KbError) -> None:
    del path
    raise error


def _skip(path: Path, error: KbError) -> None:
    """Go on without a guide, but not without every phrasing for the sake of a line of them."""
    if isinstance(error, PhrasingError):
        _refuse(path, error)


def _problem(folder: Path, path: Path, error: KbError) -> Problem:
    name = path.relative_to(folder).as_posix()
    place = re.match(r"(?P<path>[^,\n]+), line (?P<line>\d+): ", str(error))
    if isinstance(error, PhrasingError) and place:
        return Problem(place["path"], int(place["line"]), str(error)[place.end() :])
    return Problem(name, 1, str(error).removeprefix(f"{path}: ").removeprefix(f"{name}: "))


def _read_all(folder: Path, report: Report) -> Survey:
    guides = [path for path in _files(folder) if _is_guide(path.relative_to(folder))]
    if not guides:
        raise CorpusError(
            f"{folder} holds no guides. Put a Markdown, text or PDF file there, then run:"
            " kb-assistant build"
        )
    unreadable: list[Problem] = []

    def note(path: Path, error: KbError) -> None:
        report(path, error)
        unreadable.append(_problem(folder, path, error))

    documents: list[Document] = []
    for path in guides:
        try:
            documents.append(read_safely(path, folder))
        except ReadError as error:
            note(path, error)
    protocols, left_out = extract(documents)
    phrasings: tuple[Phrasing, ...] = ()
    try:
        phrasings = load_phrasings(folder)
    except PhrasingError as error:
        note(folder / PHRASINGS, error)
    glossary = _glossary(folder / GLOSSARY, note)
    return Survey(tuple(documents), protocols, phrasings, glossary, left_out, tuple(unreadable))


def _glossary(path: Path, report: Report) -> str:
    if not path.is_file():
        return ""
    try:
        return decode(GLOSSARY, path.read_bytes())[0]
    except ReadError as error:
        report(path, error)
    except OSError as error:
        report(path, ReadError(f"{path}: cannot be opened ({error.strerror or error})."))
    return ""


def _is_guide(name: Path) -> bool:
    return name.parts[0] not in {PHRASINGS, ENCODER} and name.as_posix() != GLOSSARY


def _files(folder: Path) -> Iterator[Path]:
    """The files that an index is made of."""
    if not folder.is_dir():
        raise CorpusError(f"There is no folder {folder}. Name the corpus with --corpus DIR.")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith((".", "~$")) for part in name.parts)
        if path.is_file() and not hidden and name.as_posix() != LINT_SETTINGS:
            yield path


def _sift(
    phrasings: Sequence[Phrasing], known: set[str]
) -> tuple[tuple[Phrasing, ...], tuple[Problem, ...]]:
    """Keep the phrasings whose protocol exists, each text once."""
    kept: dict[str, Phrasing] = {}
    problems: list[Problem] = []
    for phrasing in phrasings:
        if phrasing.protocol is not None and phrasing.protocol not in known:
            message = f"no guide has the protocol {phrasing.protocol!r}: left out"
            problems.append(Problem(phrasing.path, phrasing.line, message))
        elif kept.setdefault(phrasing.text.casefold(), phrasing).protocol != phrasing.protocol:
            message = "the same message stands with another protocol: left out"
            problems.append(Problem(phrasing.path, phrasing.line, message))
    return tuple(kept.values()), tuple(problems)
