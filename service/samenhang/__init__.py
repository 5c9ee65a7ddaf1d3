"""Samenhang: which choices in municipal commissioning go together, and why."""

from samenhang.library import Samenhang

__all__ = ["Samenhang", "__version__"]

__version__ = "0.1.0"
