# Adds the triples of one graph (?van) to another (?naar).
ADD SILENT GRAPH ?van TO GRAPH ?naar
