# Takes a lock (?slot) from the service (?ik) that holds it.
PREFIX slot: <https://w3id.org/samenhang/graaf/besloten/slot#>

DELETE {
  GRAPH <https://w3id.org/samenhang/graaf/besloten/slot> { ?ik slot:houdt ?slot ; slot:teken ?vorige }
}
WHERE {
  GRAPH <https://w3id.org/samenhang/graaf/besloten/slot> { ?ik slot:houdt ?slot ; slot:teken ?vorige }
}
