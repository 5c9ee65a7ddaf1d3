# Gives a lock (?slot) to a service (?ik, with the sign of life ?teken), unless a service holds it.
PREFIX slot: <https://w3id.org/samenhang/graaf/besloten/slot#>

INSERT {
  GRAPH <https://w3id.org/samenhang/graaf/besloten/slot> { ?ik slot:houdt ?slot ; slot:teken ?teken }
}
WHERE {
  FILTER NOT EXISTS { GRAPH <https://w3id.org/samenhang/graaf/besloten/slot> { ?ander slot:houdt ?slot } }
}
