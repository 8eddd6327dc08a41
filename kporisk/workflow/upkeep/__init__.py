"""Upkeep of a workspace: backups, upgrades, purges, and a look at everything that can be wrong."""
