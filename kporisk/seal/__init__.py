"""Finished PDF files: opened, signed, judged. Nothing else in the house knows what is inside one."""
