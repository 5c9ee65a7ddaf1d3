"""Engines that hold a dataset against shapes: columns for what is ours, pySHACL and pyshacl-turbo for any shapes."""
