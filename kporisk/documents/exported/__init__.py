"""A vendor's own response, to be used again with another client: written, read, held against what is asked there."""
