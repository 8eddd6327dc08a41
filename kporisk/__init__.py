"""Audit the vendors to whom knowledge work is outsourced: risk as a band, from what they say to what they have shown."""

__version__ = "0.4.0"
