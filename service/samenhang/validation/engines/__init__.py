"""Engines that hold a dataset against shapes: columns for what is ours, pySHACL and pyshacl-turbo for any shapes."""

from samenhang.validation.engines.column_engine import ColumnEngine, ColumnResults
from samenhang.validation.engines.columns import Background
from samenhang.validation.engines.general import PyShaclEngine, TurboEngine
from samenhang.validation.engines.paths import UnsupportedError
from samenhang.validation.engines.plan import Checked, Engine, Engines, Plan
from samenhang.validation.engines.product import product_background, product_shapes
from samenhang.validation.engines.set_engine import SetEngine
from samenhang.validation.engines.shape_graph import ShapeGraph, ShapesError
from samenhang.validation.engines.shape_guard import refuse_hostile
from samenhang.validation.engines.worker import Limits, ValidationFailedError, ValidationTimeoutError

__all__ = [
    "Background",
    "Checked",
    "ColumnEngine",
    "ColumnResults",
    "Engine",
    "Engines",
    "Limits",
    "Plan",
    "PyShaclEngine",
    "SetEngine",
    "ShapeGraph",
    "ShapesError",
    "TurboEngine",
    "UnsupportedError",
    "ValidationFailedError",
    "ValidationTimeoutError",
    "product_background",
    "product_shapes",
    "refuse_hostile",
]
