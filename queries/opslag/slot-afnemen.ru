# Takes a lock (?slot) from a service (?ik) whose sign of life is still the one (?teken) that was seen long ago.
PREFIX slot: <https://w3id.org/samenhang/graaf/besloten/slot#>

DELETE {
  GRAPH <https://w3id.org/samenhang/graaf/besloten/slot> { ?ik slot:houdt ?slot ; slot:teken ?teken }
}
WHERE {
  GRAPH <https://w3id.org/samenhang/graaf/besloten/slot> { ?ik slot:houdt ?slot ; slot:teken ?teken }
}
