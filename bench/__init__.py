"""Measures the budgets of the installation; nothing here runs in the tests."""
