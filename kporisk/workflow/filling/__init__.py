"""Filling in: an interview on paper of its own until it is recorded, with every answer on disk before the next question."""
