from collections.abc import Callable
from types import ModuleType

from kb_assistant.index.store import IndexStore

Run = Callable[..., tuple[int, str, str]]


def test_it_says_what_it_did(store: IndexStore, publisher: ModuleType, run: Run) -> None:
    first, second = (publisher.publish(store, number) for number in range(2))
    code, out, err = run("rollback")
    assert (code, err) == (0, "")
    assert out == (
        f"Verified: {first}\nLive: {first}\nBefore: {second}\n"
        f"To take it back: kb-assistant rollback {second}\n"
    )
    assert store.current() == first
    code, out, _ = run("rollback", first)
    assert (code, out) == (0, f"{first} is intact and live already. Nothing was changed.\n")
    assert run("rollback", second)[0] == 0
    assert store.current() == second


def test_what_cannot_be_gone_back_to(store: IndexStore, publisher: ModuleType, run: Run) -> None:
    code, _, err = run("rollback")
    assert code == 2
    assert "kb-assistant build" in err
    first, second = (publisher.publish(store, number) for number in range(2))
    (store.path / "versions" / first / "vectors.faiss").write_bytes(b"x")
    for arguments in ((), (first,), ("../../etc",), (first.replace(first[0], "3"),)):
        code, out, err = run("rollback", *arguments)
        assert (code, out) == (2, "")
        assert err.startswith("error: ")
        assert "kb-assistant" in err
    assert store.current() == second
