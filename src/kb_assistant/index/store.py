"""The index folder: immutable versions, and CURRENT, which names the live one.

A version is built beside the others, verified, and only then made live, in one rename. Whatever
stops a build before that leaves the live version as it was.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from threading import get_ident

from kb_assistant.errors import StoredIndexError
from kb_assistant.index import Index
from kb_assistant.index.changes import Changes
from kb_assistant.index.durable import make_folder, replace_file
from kb_assistant.index.history import UNKNOWN, History, How, Switch
from kb_assistant.index.lock import sole_writer
from kb_assistant.index.manifest import FORMAT_VERSION, Forced, Manifest, ModelFacts, now
from kb_assistant.index.person import me
from kb_assistant.index.publishing import (
    AtStep,
    Step,
    add_version,
    clean,
    drop_version,
    remove_version,
)
from kb_assistant.index.reading import IndexReader
from kb_assistant.index.version import tool_version

__all__ = ["Changes", "History", "IndexReader", "IndexStore", "Step", "Switch"]


class IndexStore(IndexReader):
    """The versions of an index in one folder, for those who write them: one process at a time.

    Readers need not be told: whatever they do at the moment, they get a whole version.
    """

    def __init__(self, path: Path) -> None:
        """Take the index folder, which may not exist yet."""
        super().__init__(path)
        self._writer: int | None = None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep every other publisher out until the block ends; what is below may be called in it.

        Raises:
            StoredIndexError: at once, if another process or thread is writing, naming it.
        """
        if self._writer == get_ident():
            yield
            return
        with ExitStack() as stack:
            try:
                make_folder(self._versions)
                stack.enter_context(sole_writer(self.path))
            except OSError as error:
                raise self._unwritable(error) from error
            self._writer = get_ident()
            try:
                yield
            finally:
                self._writer = None

    def publish(
        self,
        write: Callable[[Path], None],
        *,
        model: ModelFacts,
        corpus: Mapping[str, str],
        counts: Mapping[str, int],
        scores: Mapping[str, float] | None = None,
        notes: Sequence[str] = (),
        skipped: Mapping[str, str] | None = None,
        forced: str | None = None,
        at_step: AtStep = lambda _: None,
        check: Callable[[Index], None] = lambda _: None,
    ) -> str:
        """Add a version, verify it, make it live and return its name.

        Args:
            write: writes every file but the manifest into the folder it is given.
            model: the embedding model.
            corpus: the sha256 of every file of the corpus, by path.
            counts: how many of what the version holds.
            scores: what an evaluation measured on it.
            notes: remarks for the content owner.
            skipped: why a file of the corpus was left out as unreadable, by path.
            forced: the reason to publish it although the gate is closed; None if it is open.
            at_step: called as each step begins.
            check: given the version as it was read back, before it is live; may refuse it.

        Raises:
            StoredIndexError: if it cannot be written, does not load, or another process is writing;
                what `write`, `at_step` and `check` raise passes through. The live version
                stays as it was.
        """
        by = me()
        manifest = Manifest(
            format_version=FORMAT_VERSION,
            version="",
            created="",
            by=by,
            tool_version=tool_version(),
            model=model,
            corpus=dict(corpus),
            skipped=dict(skipped or {}),
            files={},
            counts=dict(counts),
            scores=dict(scores or {}),
            notes=tuple(notes),
            forced=None if forced is None else Forced(" ".join(forced.split()), by),
        )
        with self.writing():
            try:
                self._clean()
                live = self._live()

                def record(name: str) -> None:
                    self._record("publish", live, name)

                name = add_version(self._versions, write, manifest, record, at_step, check)
                try:
                    at_step(Step.SWITCH)
                    self._point_to(name)
                except BaseException:
                    if self._live() not in {name, UNKNOWN}:
                        drop_version(self._versions, name)
                    raise
            except OSError as error:
                raise self._unwritable(error) from error
            at_step(Step.DONE)
        return name

    def switch(self, version: str | None = None) -> Switch:
        """Verify a version, then make it live: by default the one that was live before.

        Returns:
            What was done; its `before` is its `version` if that was live already.
        """
        with self.writing():
            live = self._live()
            name = self._before(live) if version is None else self._checked(version)
            self._load(name)
            if name == live:
                return Switch(now(), "rollback", live, name, me())
            try:
                switch = self._record("rollback", live, name)
                self._point_to(name)
            except OSError as error:
                raise self._unwritable(error) from error
        return switch

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all but `keep` versions, and return the names of those removed, newest first.

        The live one always stays, then the one that was live before, then the newest.

        Raises:
            ValueError: if `keep` is below 1.
        """
        if keep < 1:
            raise ValueError(f"keep must be at least 1, not {keep}")
        with self.writing():
            live, names = self.current(), self._names()
            previous = self.history().previous(live)
            order = dict.fromkeys((live, *(name for name in names if name == previous), *names))
            stay = set(islice(order, keep))
            removed = tuple(name for name in names if name not in stay)
            try:
                clean(self._versions)
                for name in removed:
                    remove_version(self._versions, name)
            except OSError as error:
                raise self._unwritable(error) from error
        return removed

    def _before(self, live: str | None) -> str:
        """Return the version that was live before `live`."""
        if not live:
            if not self._names():
                self.current()
            raise StoredIndexError(
                f"{self.path / 'CURRENT'} does not say which version is live. Name the one to make "
                "live: kb-assistant rollback VERSION. List them with: kb-assistant versions"
            )
        previous = self.history().previous(live)
        if previous is None or previous not in self._names():
            why = "none is recorded" if previous is None else f"{previous} was removed"
            raise StoredIndexError(
                f"There is no version before {live} to go back to: {why}. Name another: "
                "kb-assistant rollback VERSION. List them with: kb-assistant versions"
            )
        return previous

    def _live(self) -> str | None:
        """Return the live version, None if there is none, `UNKNOWN` if CURRENT is damaged."""
        if not self._current.exists():
            return None
        try:
            return self.current()
        except StoredIndexError:
            return UNKNOWN

    def _record(self, how: How, live: str | None, name: str) -> Switch:
        switch = Switch(now(), how, live, name, me())
        History.read(self.path).add(self.path, switch)
        return switch

    def _point_to(self, name: str) -> None:
        """Let CURRENT name a version, or, on an error, what it named before."""
        try:
            replace_file(self._current, f"{name}\n".encode())
        except OSError as error:
            if self._live() == name:
                raise StoredIndexError(
                    f"{name} is live, but the disk did not confirm it ({error}): after a power cut "
                    "the version before it may be live again. Check the disk, then look with: "
                    "kb-assistant versions"
                ) from error
            raise

    def _clean(self) -> None:
        """Remove what publishers that died left behind."""
        clean(self._versions)
        live = self._live()
        if live:
            for name in self.history().abandoned(live):
                drop_version(self._versions, name)

    def _unwritable(self, error: OSError) -> StoredIndexError:
        return StoredIndexError(
            f"The index in {self.path} cannot be written: {error}. The live version is as it was. "
            "Check the folder's permissions and the free space (`kb-assistant prune --keep 2` "
            "removes old versions), then try again."
        )
