from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.datasets.conftest import ADMIN
from tests.datasets.documents import Parts, ReadsOnly, dataset

from samenhang.datasets.backup import BackupError, backup, check_backup, restore
from samenhang.datasets.history import Actor
from samenhang.datasets.publishing import Datasets
from samenhang.namespaces import GRAPH_PRIVATE, GRAPH_RULES
from samenhang.store import EmbeddedStore, Merge, Replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

    from samenhang.datasets.publishing import Outcome

    Publish = Callable[..., Outcome]

TOKENS, AUDIT = f"{GRAPH_PRIVATE}toegang", f"{GRAPH_PRIVATE}audit"


def written(store: EmbeddedStore, path: Path) -> Path:
    path.write_bytes(b"".join(backup(store)))
    return path


def quads(store: EmbeddedStore) -> set[bytes]:
    return set(b"".join(store.dump()).splitlines())


def filled() -> EmbeddedStore:
    store = EmbeddedStore()
    store.write(
        [
            Replace("http://a.example/g", b'<a:s> <a:p> "1\\nregel # einde" , _:b . _:b <a:q> 1 .'),
            Replace(None, b"<a:s> <a:p> <a:o> ."),
            Replace(AUDIT, b'<a:e1> <a:p> "eerst" .'),
            Replace(TOKENS, b'<a:token> <a:hash> "geheim" .'),
        ]
    )
    return store


def test_a_backup_brings_everything_back_in_another_store(datasets: Datasets, publish: Publish, tmp_path: Path) -> None:
    publish("regio", dataset("een"))
    history = publish("regio", dataset("twee")).history
    path = written(datasets.store, tmp_path / "b.nq.gz")  # type: ignore[arg-type]
    store = EmbeddedStore(tmp_path / "store")
    manifest = restore(store, path)
    assert manifest == check_backup(path)
    assert manifest.quads == len(store)
    copy = Datasets(
        Parts(store, *(getattr(datasets.core, n) for n in ("queries", "catalogue", "rulebook"))), ReadsOnly()
    )
    assert copy.history("regio") == history
    assert copy.content("regio", history.version("1").file.sha256).decode() == dataset("een")
    assert not copy.withdraw("regio", Actor("token")).history.current


def test_a_backup_is_n_quads_that_any_tool_reads(tmp_path: Path) -> None:
    store = filled()
    lines = gzip.decompress(written(store, tmp_path / "b.nq.gz").read_bytes()).splitlines()
    assert lines[0].startswith(b"# samenhang-reservekopie {")
    assert json.loads(lines[-1].removeprefix(b"# einde "))["uitspraken"] == len(lines) - 2 == 5


def test_tokens_are_in_no_backup_and_stay_as_they_are(tmp_path: Path) -> None:
    path = written(filled(), tmp_path / "b.nq.gz")
    assert b"geheim" not in gzip.decompress(path.read_bytes())
    target = EmbeddedStore()
    target.write(
        [
            Replace(TOKENS, b'<a:token> <a:hash> "nu" .'),
            Replace(AUDIT, b'<a:e2> <a:p> "later" .'),
            Replace("http://a.example/weg", b"<a:s> <a:p> <a:o> ."),
            Replace(GRAPH_RULES, b"<a:regel> <a:p> _:x . _:x <a:q> 1 ."),
        ]
    )
    restore(target, path)
    assert b'"nu"' in b"".join(target.read(TOKENS, "text/turtle"))
    assert (target.size(TOKENS), target.size(AUDIT), target.size(GRAPH_RULES)) == (1, 2, 2)
    assert "http://a.example/weg" not in target.graphs()


def test_what_is_shipped_is_taken_from_the_backup_only_where_it_is_missing(tmp_path: Path) -> None:
    source = EmbeddedStore()
    source.write([Replace(GRAPH_RULES, b"<a:oud> <a:p> 1 .")])
    path = written(source, tmp_path / "b.nq.gz")
    empty, newer = EmbeddedStore(), EmbeddedStore()
    newer.write([Replace(GRAPH_RULES, b"<a:nieuw> <a:p> 1 .")])
    for store, expected in ((empty, b"a:oud"), (newer, b"a:nieuw")):
        restore(store, path)
        assert expected in b"".join(store.dump())
        assert len(store) == 1


def damaged(good: bytes) -> dict[str, bytes]:
    plain = gzip.decompress(good)
    lines = plain.splitlines(keepends=True)
    return {
        "cut": good[: len(good) // 2],
        "cut at the last byte": good[:-1],
        "not gzip": plain,
        "empty": b"",
        "gzip of nothing": gzip.compress(b""),
        "something else": gzip.compress(b"<a:s> <a:p> <a:o> .\n"),
        "no end": gzip.compress(b"".join(lines[:-1])),
        "a line less": gzip.compress(b"".join([*lines[:1], *lines[2:]])),
        "a line changed": gzip.compress(plain.replace(b'"eerst"', b'"later"')),
        "a line more": gzip.compress(b"".join([*lines[:-1], lines[1], lines[-1]])),
        "only the end": gzip.compress(lines[-1]),
        "noise": bytes(range(256)) * 4,
    }


def test_what_is_not_whole_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    good = written(filled(), tmp_path / "b.nq.gz").read_bytes()
    target = filled()
    target.write([Merge("http://a.example/g", b"<a:extra> <a:p> 1 .")])
    before = quads(target)
    for kind, data in damaged(good).items():
        path = tmp_path / "kapot"
        path.write_bytes(data)
        with pytest.raises(BackupError, match="Nothing has changed"):
            restore(target, path)
        assert quads(target) == before, kind


def test_a_service_makes_and_restores_backups_while_it_serves(
    service: httpx.Client, token_for: Callable[..., Any]
) -> None:
    token, here = token_for("reserve"), "/v1/gegevenssets/reserve"
    headers = {"content-type": "text/turtle", **token}
    assert service.put(here, content=dataset("een"), headers=headers).status_code == 201
    kept = service.get("/v1/reservekopie", headers=ADMIN)
    assert kept.headers["content-type"] == "application/gzip"
    assert service.put(here, content=dataset("twee"), headers=headers).status_code == 200
    assert (
        service.put("/v1/gegevenssets/na-reserve", content=dataset("x"), headers={**headers, **ADMIN}).status_code
        == 201
    )
    wrong = service.put(
        "/v1/reservekopie", content=kept.content[:-9], headers={**ADMIN, "content-type": "application/gzip"}
    )
    assert wrong.status_code == 400
    assert wrong.json()["type"].endswith("/problemen/reservekopie-onbruikbaar")
    assert service.get(here).json()["versie"] == 2
    answer = service.put(
        "/v1/reservekopie", content=kept.content, headers={**ADMIN, "content-type": "application/gzip"}
    )
    assert answer.status_code == 200, answer.text
    assert service.get(here).json()["versie"] == 1
    assert service.get("/v1/gegevenssets/na-reserve").status_code == 404
    query = 'PREFIX dct: <http://purl.org/dc/terms/> SELECT ?v WHERE { ?s dct:identifier ?v FILTER (?v = "twee") }'
    found = service.get("/sparql", params={"query": query}, headers={"accept": "text/csv"}).text.split()
    assert "twee" not in found
    assert service.put(here, content=dataset("drie"), headers=headers).json()["versie"] == 2  # the token still holds
    events = service.get("/v1/gebeurtenissen", headers=ADMIN).json()["gebeurtenissen"]
    assert "reservekopie terugzetten" in {event["handeling"] for event in events}


def test_a_restore_that_is_killed_leaves_the_old_or_the_new(
    datasets: Datasets, publish: Publish, tmp_path: Path
) -> None:
    for number in range(3):
        publish("regio", dataset(*(f"r{number}-{n}" for n in range(300))))
    path = written(datasets.store, tmp_path / "b.nq.gz")  # type: ignore[arg-type]
    folder = tmp_path / "store"
    old = EmbeddedStore(folder)
    old.write([Replace("http://a.example/oud", b"<a:s> <a:p> <a:o> .")])
    before = quads(old)
    del old
    text = (
        "import sys; from pathlib import Path; from samenhang.store import EmbeddedStore; "
        "from samenhang.datasets.backup import restore; store = EmbeddedStore(Path(sys.argv[1])); "
        "print('open', flush=True); restore(store, Path(sys.argv[2])); print('done', flush=True); sys.stdin.read()"
    )
    outcomes = set()
    for delay in (0.0, 0.05, 0.1, 0.2, 60.0):
        process = subprocess.Popen(
            [sys.executable, "-c", text, str(folder), str(path)], stdout=subprocess.PIPE, stdin=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        if not (wait_for_it := delay > 1):
            time.sleep(delay)
        done = wait_for_it and process.stdout.readline() == b"done\n"
        process.kill()
        process.communicate()
        store = EmbeddedStore(folder)
        left = quads(store)
        del store
        assert left == before or len(left) == check_backup(path).quads
        assert not done or left != before
        outcomes.add(left == before)
    assert False in outcomes
