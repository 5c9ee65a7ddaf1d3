from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from tests.datasets.documents import arrangement, dataset

from samenhang.datasets.comparing import compare
from samenhang.datasets.conditions import Condition, condition_of, tag_of_form
from samenhang.datasets.contents import ContentError
from samenhang.datasets.drafts import Drafts
from samenhang.datasets.errors import DatasetRefusedError, PreconditionError, WithdrawnError
from samenhang.datasets.history import Act, Actor
from samenhang.datasets.metadata import Metadata, read_metadata
from samenhang.datasets.names import catalogue_graph, data_graph, findings_graph, kept_graph
from samenhang.errors import InvalidInputError, NotFoundError
from samenhang.store import EmbeddedStore, Update

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from samenhang.datasets.publishing import Datasets, Outcome

    Publish = Callable[..., Outcome]

SOMEBODY = Actor("token", "abc", "Regio")


def lines_of(datasets: Datasets, graph: str) -> set[bytes]:
    return set(b"".join(datasets.store.read(graph, "application/n-triples")).splitlines())


def test_a_published_dataset_is_the_current_graph_and_its_first_version(datasets: Datasets, publish: Publish) -> None:
    outcome = publish("regio", dataset("een", "twee"))
    version = outcome.history.current
    assert version is not None
    assert (outcome.changed, outcome.created, version.number) == (True, True, 1)
    assert version.records == {"Inrichting": 2}
    assert lines_of(datasets, data_graph("regio")) == set(datasets.content("regio", version.data).splitlines())
    assert datasets.content("regio", version.file.sha256).decode() == dataset("een", "twee")
    assert datasets.store.size(findings_graph("regio")) > 0
    assert datasets.history("regio") == outcome.history


def test_the_same_bytes_and_description_make_no_second_version(datasets: Datasets, publish: Publish) -> None:
    publish("regio", dataset("een"), titel="Regio")
    before = datasets.store.size(kept_graph("regio"))
    again = publish("regio", dataset("een"), titel="Regio")
    silent = publish("regio", dataset("een"))
    assert (again.changed, silent.changed) == (False, False)
    assert datasets.store.size(kept_graph("regio")) == before
    other = publish("regio", dataset("een"), titel="Regio Zuid")
    assert other.changed
    assert other.history.last is not None
    assert (other.history.last.number, other.history.last.metadata.titel) == (2, "Regio Zuid")


def test_a_description_holds_until_it_is_given_anew_and_a_note_for_one_version(publish: Publish) -> None:
    publish("regio", dataset("een"), titel="Regio", toelichting="Eerste levering", trefwoorden=("jeugd",))
    last = publish("regio", dataset("twee"), uitgever="Gemeente").history.last
    assert last is not None
    assert last.metadata == Metadata(titel="Regio", uitgever="Gemeente", trefwoorden=("jeugd",))


def test_who_expects_another_state_changes_nothing(datasets: Datasets, publish: Publish) -> None:
    first = publish("regio", dataset("een"), condition_of(None, "*"))
    publish("regio", dataset("twee"), condition_of(first.history.etag, None))
    before = b"".join(datasets.store.dump())
    for condition in (condition_of(first.history.etag, None), condition_of(None, "*"), condition_of('"9-x"', None)):
        with pytest.raises(PreconditionError):
            publish("regio", dataset("drie"), condition)
    with pytest.raises(PreconditionError):
        publish("nieuw", dataset("drie"), condition_of("*", None))
    assert b"".join(datasets.store.dump()) == before


def test_the_tag_of_any_form_stands_for_the_version() -> None:
    condition_of(tag_of_form('"1-ab"', "ttl"), None).check('"1-ab"')
    condition_of('"x", "1-ab"', None).check('"1-ab"')
    with pytest.raises(PreconditionError):
        condition_of('W/"1-ab"', None).check('"1-ab"')
    with pytest.raises(PreconditionError):
        condition_of(None, 'W/"1-ab"').check('"1-ab"')
    Condition().check(None)


def test_of_two_publishers_at_the_same_moment_one_wins(datasets: Datasets, publish: Publish, tmp_path: Path) -> None:
    etag = publish("regio", dataset("een")).history.etag
    condition = condition_of(etag, None)
    outcomes: list[str] = []
    ready = threading.Barrier(6)

    def run(number: int) -> None:
        path = tmp_path / f"{number}.ttl"
        path.write_text(dataset(f"n{number}"))
        prepared = datasets.prepare(
            "regio", path, file_name="a.ttl", media_type="text/turtle", given=Metadata(), actor=SOMEBODY
        )
        ready.wait()
        try:
            datasets.commit(prepared, condition)
            outcomes.append("published")
        except PreconditionError:
            outcomes.append("refused")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["published"] + ["refused"] * 5
    assert list(datasets.history("regio").versions) == [1, 2]


def test_a_withdrawn_dataset_is_gone_and_its_versions_are_not(datasets: Datasets, publish: Publish) -> None:
    publish("regio", dataset("een"))
    history = datasets.withdraw("regio", SOMEBODY, note="Verkeerde bron.").history
    assert datasets.store.size(data_graph("regio")) == datasets.store.size(findings_graph("regio")) == 0
    assert data_graph("regio") not in datasets.store.graphs()
    with pytest.raises(WithdrawnError, match="Verkeerde bron"):
        history.require()
    with pytest.raises(WithdrawnError):
        datasets.withdraw("regio", SOMEBODY)
    assert datasets.content("regio", history.version("1").file.sha256).decode() == dataset("een")
    assert [one.withdrawn for one in datasets.listed()] == [True]
    again = publish("regio", dataset("een"))
    assert (again.changed, again.created, again.history.etag) == (True, True, '"2' + history.version("1").etag[2:])


def test_rolling_back_makes_a_new_version_with_the_old_content(datasets: Datasets, publish: Publish) -> None:
    publish("regio", dataset("een"), titel="Oud")
    old = lines_of(datasets, data_graph("regio"))
    publish("regio", dataset("twee"), titel="Nieuw")
    size = datasets.store.size(kept_graph("regio"))
    outcome = datasets.rollback("regio", "1", SOMEBODY, note="De tweede levering klopte niet.")
    current = outcome.history.current
    assert current is not None
    assert (current.number, current.restored_from, current.metadata.titel) == (3, 1, "Oud")
    assert outcome.history.entry_of(current).act is Act.ROLLBACK
    assert lines_of(datasets, data_graph("regio")) == old
    assert datasets.store.size(kept_graph("regio")) == size + 2  # an entry; its content was there
    assert not datasets.rollback("regio", "3", SOMEBODY).changed
    datasets.withdraw("regio", SOMEBODY)
    assert datasets.rollback("regio", "3", SOMEBODY).created


@pytest.mark.parametrize("number", ["0", "2", "01", "-1", "x", "1.0", "99999999999", "²"])
def test_a_version_that_is_not_there_is_not_found(publish: Publish, number: str) -> None:
    history = publish("regio", dataset("een")).history
    with pytest.raises(NotFoundError, match="has no version"):
        history.version(number)


@pytest.mark.parametrize("name", ["", "Regio", "a--b", "-a", "a/b", "a b", "ü", "a" * 65, "a\n", ".."])
def test_a_name_that_none_can_have_is_refused_and_never_found(datasets: Datasets, publish: Publish, name: str) -> None:
    with pytest.raises(InvalidInputError):
        publish(name, dataset("een"))
    with pytest.raises(NotFoundError):
        datasets.history(name)
    assert len(datasets.store) == 0


def test_a_refused_file_leaves_nothing_behind(datasets: Datasets, publish: Publish) -> None:
    publish("regio", dataset("een"))
    before = b"".join(datasets.store.dump())
    with pytest.raises(DatasetRefusedError):
        publish("regio", dataset("twee") + "<a> <b>")
    assert b"".join(datasets.store.dump()) == before


def test_damaged_content_is_never_handed_out(datasets: Datasets, publish: Publish) -> None:
    history = publish("regio", dataset("een")).history
    text = (
        "DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH ?g { ?s ?p 'H4sIAAAAAAAA' } } WHERE { GRAPH ?g { ?s ?p ?o . \
        FILTER (isLiteral(?o) && contains(str(?s), '/inhoud/')) } }"
    )
    datasets.store.write([Update(text.replace("?g", f"<{kept_graph('regio')}>"))])
    with pytest.raises(ContentError):
        datasets.content("regio", history.version("1").data)


def test_large_content_comes_back_byte_for_byte(datasets: Datasets, publish: Publish) -> None:
    # Digits of hashes, which do not compress to less than a part.
    text = dataset(*(f"r{number}" for number in range(3))) + "".join(
        f'regio:r1 rdfs:comment "{abs(hash((number, "x")))}{number}" .\n' for number in range(12_000)
    )
    version = publish("regio", text).history.last
    assert version is not None
    assert datasets.content("regio", version.file.sha256) == text.encode()
    assert version.triples == 15 + 3 + 12_000


def test_blank_nodes_are_compared_by_what_is_said_of_them() -> None:
    one = b'<a:x> <a:p> _:b1 .\n_:b1 <a:q> "1" .\n<a:x> <a:p> _:b2 .\n_:b2 <a:q> "2" .\n'
    same = b'_:z <a:q> "2" .\n<a:x> <a:p> _:y .\n<a:x> <a:p> _:z .\n_:y <a:q> "1" .\n'
    found = compare(one, same)
    assert (found.added, found.removed) == ((), ())
    changed = compare(one, same.replace(b'"2"', b'"3"'))
    assert len(changed.added) == len(changed.removed) == 2
    twice = b'<a:x> <a:p> _:a .\n_:a <a:q> "1" .\n'
    assert len(compare(twice, twice + b'<a:x> <a:p> _:b .\n_:b <a:q> "1" .\n').added) == 2


def test_a_comparison_tells_new_gone_and_changed_records(datasets: Datasets, publish: Publish) -> None:
    publish("regio", dataset("blijft", "gaat"))
    text = dataset("komt") + arrangement("blijft", ' ; rdfs:comment "erbij"')
    last = publish("regio", text).history
    contents = [datasets.content("regio", last.versions[number].data) for number in (1, 2)]
    found = compare(*contents)
    assert found.new == ("https://example.org/regio/komt",)
    assert found.gone == ("https://example.org/regio/gaat",)
    assert [(change.record, len(change.added), len(change.removed)) for change in found.changed] == [
        ("https://example.org/regio/blijft", 1, 0)
    ]
    assert compare(contents[0], contents[0]).changed == ()


def test_own_shapes_are_handed_to_the_check_until_they_are_taken_away(datasets: Datasets, publish: Publish) -> None:
    shapes = b"@prefix sh: <http://www.w3.org/ns/shacl#> . <a:s> a sh:NodeShape ; sh:targetNode <a:x> ."
    assert datasets.set_shapes("regio", shapes, SOMEBODY).changed
    assert not datasets.set_shapes("regio", shapes, SOMEBODY).changed
    assert datasets.listed() == []  # shapes alone make no dataset
    with_shapes = publish("regio", dataset("een"))
    assert with_shapes.report is not None
    assert with_shapes.report["vormen"]
    datasets.set_shapes("regio", b"", SOMEBODY)
    assert datasets.history("regio").shapes == ""
    assert publish("regio", dataset("een")).changed  # judged otherwise, so a version of its own


def test_a_draft_is_kept_apart_and_published_once(datasets: Datasets, publish: Publish, tmp_path: Path) -> None:
    publish("regio", dataset("een"))
    drafts, path = Drafts(datasets), tmp_path / "concept.ttl"
    path.write_text(dataset("een", "twee"))
    public = [lines_of(datasets, graph) for graph in datasets.public_graphs("regio")]
    checked = drafts.check("regio", path, "concept.ttl", "text/turtle")
    draft = drafts.save("regio", path.read_bytes(), checked, Metadata(titel="Concept"))
    assert [lines_of(datasets, graph) for graph in datasets.public_graphs("regio")] == public
    assert drafts.require("regio") == draft
    assert not datasets.store.ask('ASK { ?s ?p ?o FILTER (contains(str(?o), "Concept")) }')
    with pytest.raises(PreconditionError):
        drafts.drop("regio", condition_of('"concept-x"', None))
    outcome = drafts.publish(drafts.prepare("regio", SOMEBODY))
    assert outcome.history.last is not None
    assert (outcome.history.last.number, outcome.history.last.metadata.titel) == (2, "Concept")
    with pytest.raises(NotFoundError):
        drafts.require("regio")


def test_a_description_with_faults_lists_them_all() -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_metadata(
            {
                "titl": "x",
                "licentie": "gratis",
                "contact": "ergens",
                "periodeBegin": "2024-13-01",
                "thema": "a b",
                "uitgever": 3,
            }
        )
    pointers = {fault.pointer for fault in caught.value.faults}
    assert pointers == {"/titl", "/licentie", "/contact", "/periodeBegin", "/thema", "/uitgever"}
    with pytest.raises(InvalidInputError):
        read_metadata({"periodeBegin": "2025-01-01", "periodeEinde": "2024-01-01"})
    good = read_metadata({"licentie": "cc0", "trefwoorden": "a, b", "contact": "https://a.example/c"})
    assert (good.licentie.rpartition("/")[2], good.trefwoorden) == ("CC0", ("a", "b"))


def test_everything_is_there_again_when_the_store_is_opened_anew(
    datasets: Datasets, publish: Publish, tmp_path: Path
) -> None:
    outcome = publish("regio", dataset("een"))
    copy = tmp_path / "alles.nq"
    copy.write_bytes(b"".join(datasets.store.dump()))
    datasets.core.store = datasets.store = EmbeddedStore(tmp_path / "store")
    datasets.store.restore(copy)
    assert datasets.history("regio") == outcome.history
    assert catalogue_graph("regio") in datasets.store.graphs()
