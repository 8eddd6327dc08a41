"""The register: an append-only chain of records, each encrypted under its vendor's key, in SQLite or PostgreSQL."""
