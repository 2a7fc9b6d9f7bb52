"""Asks every page of tests/roles.py as every role and writes docs/roles.md.

.venv/bin/python docs/make_roles.py
"""

from busy import ROOT, begin

from tests.roles import table

if __name__ == "__main__":
    (ROOT / "docs" / "roles.md").write_text(table(begin()), encoding="utf-8")
