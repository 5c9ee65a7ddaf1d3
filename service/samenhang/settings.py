"""Settings of a service, from the environment (`SAMENHANG_…`) or from the command line."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything a service can be told; the defaults serve one machine without any preparation."""

    model_config = SettingsConfigDict(env_prefix="SAMENHANG_", frozen=True)

    data_dir: Path | None = None
    """Folder of the store on disk; None keeps the graph in memory."""

    store_url: str | None = None
    """Address of a SPARQL 1.1 engine that keeps the graph in its place; see docs/remote-stores.md."""

    store_user: str | None = None
    """Who this service is to that engine; may also stand in its address."""

    store_password: SecretStr | None = None
    """The password that goes with it."""

    store_token: SecretStr | None = None
    """A bearer token for the engine, in place of a user and a password."""

    store_query_url: str | None = None
    """Where the engine takes queries, when that cannot be found from its address."""

    store_update_url: str | None = None
    """Where the engine takes updates, when that cannot be found from its address."""

    store_graphs_url: str | None = None
    """Where the engine offers the graph store protocol, when that cannot be found from its address."""

    store_connections: int = 16
    """Callers' queries that run on the engine at once, and as many of the service's own."""

    store_silence: float = 300.0
    """Seconds that the engine may take over a question of the service's own."""

    assets: Path | None = None
    """Folder with `ontology/`, `shapes/` and `queries/`; None takes those of the installation."""

    public_url: str = "http://127.0.0.1:8000"
    """Address under which users reach the service."""

    derive_graphs: bool = True
    """Whether to work out the derived graphs in the background, when the rules have changed since they were."""

    query_workers: int = 2
    """Processes that run callers' queries."""

    query_timeout: float = 30.0
    """Seconds after which a caller's query is stopped."""

    query_queue: int = 64
    """Callers' queries that may wait for a process."""

    query_memory_mb: int = 2048
    """Memory one query process may use."""

    query_most_rows: int = 0
    """Most rows of one answer at /sparql; a longer one is cut and says so in a header. 0: as many as there are."""

    remote_documents: str = ""
    """What addresses must begin with for FROM and LOAD to fetch them, with spaces between; none: nothing is fetched."""

    remote_timeout: float = 10.0
    """Seconds that fetching one such document may take."""

    max_graph_bytes: int = 50_000_000
    """Largest document that is written into a graph at /graphs, or fetched for FROM and LOAD."""

    engine_threads: int = 2
    """Questions to the coherence engine that are worked on at the same time."""

    engine_queue: int = 64
    """Questions to the coherence engine that may wait for their turn."""

    max_body_bytes: int = 10_000_000
    """Largest request body that is read."""

    max_upload_bytes: int = 100_000_000
    """Largest file that is published as a dataset, kept as a draft or validated."""

    validation_workers: int = 2
    """Validations of callers' files that run at once."""

    validation_queue: int = 16
    """Validations that may wait for their turn."""

    validation_timeout: float = 120.0
    """Seconds that one validation may take."""

    validation_memory_mb: int = 2048
    """Memory that one validation may use."""

    max_selection_bytes: int = 2_097_152
    """Largest selection that is read."""

    token_days: int = 90
    """Days that a new token lives, unless it is asked for otherwise."""

    token_most_days: int = 366
    """Most days that a token may live."""

    admin_token: SecretStr | None = None
    """A secret of at least 32 signs that may do everything, or `sha256:` and its hash; for a graph in memory."""

    failed_logins: int = 20
    """Tokens that are not good which one address may present in a minute."""

    oidc_issuer: str = ""
    """OpenID Connect issuer whose access tokens count; its keys are found by discovery."""

    oidc_audience: str = ""
    """What an access token must name as its audience."""

    oidc_algorithms: str = "RS256 PS256 ES256 EdDSA"
    """Signatures that are allowed, with spaces between them."""

    oidc_token_types: str = "at+jwt"  # noqa: S105 -- a type, no secret
    """Types (`typ`) of an access token; add `JWT` for an issuer that does not follow RFC 9068."""

    oidc_scope_claims: str = "scope scp roles"
    """Claims in which scopes stand; a dot goes into an object, as in `realm_access.roles`."""

    oidc_scope_prefix: str = ""
    """What every scope of this service begins with at that issuer."""

    oidc_dataset_claim: str = "gegevenssets"
    """Claim that lists the datasets for which bare scopes hold."""

    oidc_leeway: float = 30.0
    """Seconds that the clock of the issuer may differ from ours."""

    contact_name: str = "Samenhang"
    """Organisation that runs the service, as its API description names it."""

    contact_url: str = "https://w3id.org/samenhang"
    """Page of that organisation about the service."""

    contact_email: str = "beheer@samenhang.example"
    """Address of that organisation; the default is in a domain reserved for examples, so an operator fills it in."""
