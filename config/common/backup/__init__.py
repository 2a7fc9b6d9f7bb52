"""A whole installation in one file: rows, files and a manifest with hashes, the same for SQLite and PostgreSQL."""
