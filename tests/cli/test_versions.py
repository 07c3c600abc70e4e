import json
from collections.abc import Callable
from types import ModuleType

from kb_assistant.index.store import IndexStore

Run = Callable[..., tuple[int, str, str]]


def publish(store: IndexStore, publisher: ModuleType, *actions: str, **options: object) -> str:
    protocols = [publisher.protocol(action.split()[0], action) for action in actions]
    version: str = store.publish(
        publisher.write(1, tuple(protocols)),
        model=publisher.MODEL,
        corpus={},
        counts={"guides": 1, "protocols": len(protocols), "phrasings": 20},
        **options,
    )
    return version


def test_what_changed_who_forced_and_why(
    store: IndexStore, publisher: ModuleType, run: Run
) -> None:
    first = publish(store, publisher, "a one", "b two", scores={"success@1": 0.875})
    second = publish(
        store, publisher, "b TWO", "c", "d", forced="audit [today]", skipped={"x.pdf": "encrypted"}
    )
    code, out, err = run("versions")
    assert (code, err) == (0, "")
    newer, older = out[: out.index(f"\n{first}")], out[out.index(f"\n{first}") :]
    by = str(store.versions()[0].by)
    assert newer.startswith(f"{second}  live\n")
    assert f"by {by}\n" in newer
    assert "1 guides, 3 protocols, 20 phrasings" in newer
    assert f"2 added, 1 removed, 1 changed (before: {first})" in newer
    assert f"by {by}: audit [today]" in newer
    assert "x.pdf: encrypted" in newer
    assert "success@1 0.875" in older
    assert "live" not in older
    assert "changes" not in older


def test_compared_with_what_was_live_not_with_the_next_older(
    store: IndexStore, publisher: ModuleType, run: Run
) -> None:
    first = publish(store, publisher, "a one")
    publish(store, publisher, "a one", "b two")
    run("rollback")
    publish(store, publisher, "a one")
    _, out, _ = run("versions")
    assert out.count(f"(before: {first})") == 2
    assert "no protocol changed" in out
    assert "returned" in out
    run("prune", "--keep", "1")
    assert "the version before is gone" in run("versions")[1]


def test_as_json(store: IndexStore, publisher: ModuleType, run: Run) -> None:
    first = publish(store, publisher, "a one")
    second = publish(store, publisher, "a two", forced="audit")
    store.switch(first)
    listed = json.loads(run("versions", "--json")[1])
    new, old = listed["versions"]
    assert (new["version"], new["live"], old["live"]) == (second, False, True)
    assert new["changes"] == {"added": [], "removed": [], "changed": ["guide/a"]}
    assert new["forced"]["reason"] == "audit"
    assert old["returned"]["before"] == second
    assert listed["damaged"] == {}


def test_damage_is_shown(store: IndexStore, publisher: ModuleType, run: Run) -> None:
    first, second, third = (publish(store, publisher, "a one") for _ in range(3))
    (store.path / "versions" / first / "manifest.json").write_bytes(b"")
    (store.path / "versions" / second / "protocols.jsonl").write_bytes(b"")
    code, out, _ = run("versions")
    assert code == 0
    assert f"{first}  cannot be used: manifest.json is no JSON" in out
    assert f"cannot be told, a version is damaged (before: {second})" in out
    (store.path / "CURRENT").write_bytes(b"x")
    code, out, err = run("versions")
    assert code == 2
    assert third in out
    assert "CURRENT: it does not name a version" in err


def test_without_an_index(run: Run) -> None:
    code, out, err = run("versions")
    assert (code, out) == (2, "")
    assert "Build one with: kb-assistant build" in err
