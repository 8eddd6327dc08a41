"""Assessments and profiles as JSON, by the names of the contract."""
