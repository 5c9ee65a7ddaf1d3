"""Linked data: describes any thing in the graph, in every RDF form and by profile, and keeps versions of the ontology.

Nothing here knows HTTP. Everything is asked of the store through saved queries (`queries/beschrijving/`), and only of
public graphs.
"""

from samenhang.linked.describe import Describer, Description, Incoming
from samenhang.linked.forms import FORMS, Form, serialise
from samenhang.linked.profiles import PROFILES, Profile, profiles_of
from samenhang.linked.values import Property, Value

__all__ = [
    "FORMS",
    "PROFILES",
    "Describer",
    "Description",
    "Form",
    "Incoming",
    "Profile",
    "Property",
    "Value",
    "profiles_of",
    "serialise",
]
