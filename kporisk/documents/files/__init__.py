"""Files as located values: what stands where, and what is refused before anybody looks at it."""
