"""Passwords for one login: made by chance, shown once, kept as a hash alone."""

import copy
import secrets

from django.contrib.auth.hashers import get_hasher, make_password

# Nothing that looks like something else when it is read from a slip of paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 3, 4
ROUNDS = 20_000


def one_time_password() -> str:
    """Return a password of 59 random bits, such as "k7mq-2xhd-w9fp"."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def hash_one_time(password: str) -> str:
    """Return the hash of a one-time password.

    Many rounds protect what people choose; what chance chose they only make slow: 500 accounts would take two
    minutes. The first login stores the hash anew, the duty to choose a password replaces it.
    """
    hasher = copy.copy(get_hasher())
    if hasattr(hasher, "iterations"):
        hasher.iterations = ROUNDS
    return make_password(password, hasher=hasher)
