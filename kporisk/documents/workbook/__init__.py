"""The workbook that people fill in: what stands in it, how it is written, and how it is read when it comes back."""
