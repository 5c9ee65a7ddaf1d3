"""The service over HTTP: the JSON API under `/v1`, the SPARQL protocol and, through `samenhang.web`, the pages."""
