"""Somebody else's forms as vendors filled them: read, kept, and told."""
