"""What administrators do with people: accounts, passwords, appointments."""
