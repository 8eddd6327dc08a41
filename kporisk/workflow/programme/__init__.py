"""The programme: vendors over the years, what was said about them, what was established, and every assessment."""
