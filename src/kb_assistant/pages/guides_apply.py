"""A draft put together with its corpus: beside it to be tried, or in it once it is published."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kb_assistant.errors import CorpusError, KbError
from kb_assistant.pages.guides_draft import LOCK, Draft
from kb_assistant.pages.guides_files import digest, files, put


@contextmanager
def laid_out(draft: Draft) -> Iterator[Path]:
    """Yield a folder with the whole corpus as it would be, for as long as the block runs.

    Raises:
        KbError: if it cannot be written; what is raised inside names the corpus instead of it.
    """
    with TemporaryDirectory(prefix="kb-draft-") as name:
        folder = Path(name, "corpus")
        try:
            folder.mkdir()
            with LOCK:
                for path, place in draft.files().items():
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(place, folder / path)
        except OSError as error:
            raise draft.unusable(error) from error
        try:
            yield folder
        except KbError as error:
            raise type(error)(str(error).replace(str(folder), str(draft.corpus))) from error


def stale(draft: Draft) -> tuple[str, ...]:
    """Return the changed files that somebody has changed in the corpus as well."""
    with LOCK:
        here = {path: digest(place) for path, place in files(draft.corpus)}
        drafted = draft.digests()
        return tuple(
            path
            for path, entry in draft.entries().items()
            if here.get(path) not in {entry.base, drafted.get(path)}
        )


def apply(draft: Draft, published: Path, paths: Sequence[str]) -> None:
    """Write what was published to the corpus; what was drafted since stays a draft.

    Args:
        draft: the draft.
        published: a folder with what was published.
        paths: what was changed in it.

    Raises:
        CorpusError: if it cannot be written; the corpus is then as it was.
    """
    with LOCK:
        if changed := stale(draft):
            raise CorpusError(
                f"{', '.join(changed)}: changed in {draft.corpus} meanwhile, which was not touched."
            )
        before: dict[Path, bytes | None] = {}
        try:
            for path in paths:
                new, place = published / path, draft.corpus / path
                before[place] = place.read_bytes() if place.is_file() else None
                put(place, new.read_bytes() if new.is_file() else None)
        except OSError as error:
            for place, content in before.items():
                put(place, content)
            raise draft.unusable(error) from error
        draft.settle()
