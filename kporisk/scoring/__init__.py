"""From answers to gaps, domains, band and tier, with the trace that sums to the score."""
