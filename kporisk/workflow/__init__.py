"""The use cases. Clock and renderer come in as arguments."""
