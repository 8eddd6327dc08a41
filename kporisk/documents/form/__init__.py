"""The form that people fill in with a browser: what stands in it, how it is written, and how what it gives is read."""
