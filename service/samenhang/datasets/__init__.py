"""Shared datasets: published after a check, kept in every version, withdrawn and rolled back; backup and restore."""
