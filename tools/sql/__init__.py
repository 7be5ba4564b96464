"""Named statements and schema scripts: read, checked against SQLite, and turned into C."""
