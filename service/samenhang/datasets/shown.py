"""Datasets, their versions and differences as data for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samenhang.datasets.history import moment
from samenhang.datasets.names import catalogue_graph, data_graph, dataset_iri, findings_graph, version_iri

if TYPE_CHECKING:
    from samenhang.datasets.comparing import Comparison
    from samenhang.datasets.history import Entry, History, Version
    from samenhang.datasets.publishing import Listed

    Data = dict[str, Any]


def listed_data(listed: Listed) -> Data:
    """Return a dataset as it stands in a list."""
    return {
        "naam": listed.name,
        "iri": dataset_iri(listed.name),
        "titel": {"nl": listed.title.nl, "en": listed.title.en},
        "omschrijving": {"nl": listed.description.nl, "en": listed.description.en},
        "uitgever": listed.publisher,
        "gewijzigd": listed.modified,
        "status": "ingetrokken" if listed.withdrawn else "gepubliceerd",
    }


def record_data(history: History, version: Version) -> Data:
    """Return a dataset with the version that is there now."""
    first = history.entry_of(history.versions[min(history.versions)])
    return {
        "naam": history.name,
        "iri": dataset_iri(history.name),
        "graaf": data_graph(history.name),
        "bevindingenGraaf": findings_graph(history.name),
        "catalogusGraaf": catalogue_graph(history.name),
        "aangemaakt": moment(first.ended),
        "aantalVersies": len(history.versions),
        **version_data(history, version),
    }


def version_data(history: History, version: Version) -> Data:
    """Return one version of a dataset."""
    entry = history.entry_of(version)
    return {
        "versie": version.number,
        "versieIri": version_iri(history.name, version.number),
        "huidig": history.current == version,
        "handeling": entry.act.value,
        "gepubliceerd": moment(entry.ended),
        "teruggezetVan": version.restored_from,
        "sha256": version.file.sha256,
        "bestand": {
            "naam": version.file.name,
            "mediatype": version.file.media_type,
            "bytes": version.file.size,
            "sha256": version.file.sha256,
        },
        "uitspraken": version.triples,
        "records": dict(version.records),
        "voldoet": version.compliant,
        "aantallen": dict(version.counts),
        "metagegevens": version.metadata.data(),
        "regelset": version.ruleset,
        "etag": version.etag,
    }


def entry_data(entry: Entry) -> Data:
    """Return something that was done to a dataset; who did it is in the audit trail, for those who may read that."""
    return {
        "handeling": entry.act.value,
        "tijdstip": moment(entry.ended),
        "versie": entry.version.number if entry.version is not None else None,
        "toelichting": entry.note or None,
    }


def comparison_data(first: int, second: int, found: Comparison, most: int) -> Data:
    """Return the difference between two versions; of each kind the first `most`, and how many there are."""
    return {
        "van": first,
        "naar": second,
        "gelijk": not (found.added or found.removed),
        "aantallen": {
            "uitsprakenErbij": len(found.added),
            "uitsprakenEraf": len(found.removed),
            "recordsErbij": len(found.new),
            "recordsEraf": len(found.gone),
            "recordsGewijzigd": len(found.changed),
        },
        "uitsprakenErbij": list(found.added[:most]),
        "uitsprakenEraf": list(found.removed[:most]),
        "recordsErbij": list(found.new[:most]),
        "recordsEraf": list(found.gone[:most]),
        "recordsGewijzigd": [
            {"record": change.record, "erbij": list(change.added[:most]), "eraf": list(change.removed[:most])}
            for change in found.changed[:most]
        ],
    }
