"""Filling in."""
