"""An assessment document in, text, HTML or PDF out."""
