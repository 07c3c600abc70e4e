"""What content owners change before it is published: whole files, kept beside the index.

The corpus stays as it is until they are published. A draft outlives the browser and is everybody's:
who saves a file that somebody else has saved since is told so.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from kb_assistant.errors import CorpusError
from kb_assistant.index.durable import replace_file
from kb_assistant.pages.guides_entries import Entry, load, save
from kb_assistant.pages.guides_files import digest, files, is_guide, put

_FILES = "files"
_ENTRIES = "draft.json"
LOCK = RLock()
"""Held by whoever changes a draft or the corpus."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The pending changes to the corpus in the folder `corpus`, kept in `folder`."""

    corpus: Path
    folder: Path

    def entries(self) -> Mapping[str, Entry]:
        """Return what is changed, by path in the corpus.

        Raises:
            CorpusError: if what is kept cannot be read.
        """
        try:
            return load(self.folder / _ENTRIES)
        except OSError as error:
            raise self.unusable(error) from error

    def files(self) -> Mapping[str, Path]:
        """Return where each file of the corpus stands, as it would be, by path in the corpus."""
        found = dict(files(self.corpus))
        for path, entry in self.entries().items():
            found.pop(path, None)
            if not entry.deleted:
                found[path] = self.kept(path)
        return dict(sorted(found.items()))

    def guides(self) -> tuple[str, ...]:
        """Return the paths of the guides and the glossary, also of those that would go."""
        paths = {*self.files(), *self.entries()}
        return tuple(sorted(path for path in paths if is_guide(path)))

    def digests(self) -> Mapping[str, str]:
        """Return the digest of each file, as it would be."""
        return {path: digest(place) for path, place in self.files().items()}

    def identity(self) -> str:
        """Return one digest over all of them."""
        return hashlib.sha256(json.dumps(self.digests()).encode()).hexdigest()

    def read(self, path: str) -> bytes:
        """Return a file as it would be; one that would go as it is.

        Raises:
            CorpusError: if there is none.
        """
        place = self.files().get(path, self.corpus / path)
        try:
            return place.read_bytes()
        except OSError as error:
            raise CorpusError(
                f"{path} cannot be read: {error.strerror}. Reload the page."
            ) from error

    def write(self, path: str, content: bytes, seen: str | None) -> None:
        """Keep a file as it should be.

        Args:
            path: in the corpus.
            content: what it should hold; what the corpus holds ends its being changed.
            seen: the digest of what the writer saw; None if there was no file.

        Raises:
            CorpusError: if somebody else has changed it since, or it cannot be written.
        """
        with LOCK:
            if self.digests().get(path) != seen:
                raise CorpusError(
                    f"{path}: somebody else has changed it meanwhile. Copy your text, reload the"
                    " page, and make the change in the new one."
                )
            with self._changing(path) as (entries, base):
                entries.pop(path, None)
                if base != hashlib.sha256(content).hexdigest():
                    replace_file(self.kept(path), content)
                    entries[path] = Entry(base, deleted=False)

    def edit(self, path: str, change: Callable[[bytes], bytes]) -> None:
        """Keep what `change` makes of a file, which need not exist, as it stands at this moment."""
        with LOCK:
            there = path in self.files()
            content = self.read(path) if there else b""
            seen = hashlib.sha256(content).hexdigest() if there else None
            self.write(path, change(content), seen)

    @contextmanager
    def taking(self, path: str) -> Iterator[Path]:
        """Yield a folder in which somebody else changes the file `path`: a change of the draft."""
        with self._changing(path) as (entries, base):
            put(self.kept(path), self.read(path) if path in self.files() else None)
            self.kept(path).parent.mkdir(parents=True, exist_ok=True)
            yield self.folder / _FILES
            entries[path] = Entry(base, deleted=False)

    def delete(self, path: str) -> None:
        """Let a file go; one that only the draft has goes at once."""
        with self._changing(path) as (entries, base):
            entries.pop(path, None)
            if base is not None:
                entries[path] = Entry(base, deleted=True)

    def discard(self, *paths: str) -> None:
        """Take changes back."""
        with LOCK:
            self._save({path: e for path, e in self.entries().items() if path not in paths})

    def settle(self) -> None:
        """Start again from what the corpus holds now: what is the same is no change any more."""
        with LOCK:
            here, drafted = {p: digest(f) for p, f in files(self.corpus)}, self.digests()
            self._save(
                {
                    path: Entry(here.get(path), entry.deleted)
                    for path, entry in self.entries().items()
                    if here.get(path) != drafted.get(path)
                }
            )

    def kept(self, path: str) -> Path:
        """Return where the draft of a file is."""
        return self.folder / _FILES / path

    def unusable(self, error: OSError) -> CorpusError:
        """Return the error to raise for one of the disk."""
        return CorpusError(
            f"The draft in {self.folder} or the corpus {self.corpus} cannot be used:"
            f" {error.strerror}. Give permission to read and write both, and look for free space."
        )

    @contextmanager
    def _changing(self, path: str) -> Iterator[tuple[dict[str, Entry], str | None]]:
        with LOCK:
            entries = dict(self.entries())
            place = self.corpus / path
            if path in entries:
                base = entries[path].base
            else:
                base = digest(place) if place.is_file() else None
            try:
                yield entries, base
            except OSError as error:
                raise self.unusable(error) from error
            self._save(entries)

    def _save(self, entries: Mapping[str, Entry]) -> None:
        try:
            save(self.folder / _ENTRIES, entries)
            for path, place in files(self.folder / _FILES):
                if path not in entries or entries[path].deleted:
                    place.unlink()
        except OSError as error:
            raise self.unusable(error) from error
