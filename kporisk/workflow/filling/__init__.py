"""Filling: what people answer, in the terminal, in a workbook, in files that come back."""
