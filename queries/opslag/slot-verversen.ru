# Replaces the sign of life of the service (?ik) that holds a lock (?slot) by a new one (?teken).
PREFIX slot: <https://w3id.org/samenhang/graaf/besloten/slot#>

DELETE {
  GRAPH <https://w3id.org/samenhang/graaf/besloten/slot> { ?ik slot:teken ?vorige }
}
INSERT {
  GRAPH <https://w3id.org/samenhang/graaf/besloten/slot> { ?ik slot:teken ?teken }
}
WHERE {
  GRAPH <https://w3id.org/samenhang/graaf/besloten/slot> { ?ik slot:houdt ?slot ; slot:teken ?vorige }
}
