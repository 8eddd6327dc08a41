"""The trace of an assessment as a workbook with live formulas: whoever has a spreadsheet recomputes the score without this program."""

from kporisk.reports.workbook.book import trace_workbook

__all__ = ["trace_workbook"]
