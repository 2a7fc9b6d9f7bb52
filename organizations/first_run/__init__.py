"""The first page of an empty installation: its top organisation, its first administrator, what it works with."""
