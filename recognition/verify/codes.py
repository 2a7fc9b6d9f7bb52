"""The code printed on a decision: short, random, without letters that look alike."""

import re
import secrets

from django.conf import settings
from django.urls import reverse

from recognition.documents.context import Verification
from recognition.models import Decision

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10


def new_code() -> str:
    """Return a code that no decision has: 31 to the power of 10 cannot be guessed against a limit of requests."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not Decision.objects.filter(code=code).exists():
            return code


def spoken(code: str) -> str:
    """Return a code as it is printed: "ABCDE-FGHJK"."""
    return f"{code[:5]}-{code[5:]}" if code else ""


def heard(text: str) -> str:
    """Return the code that somebody typed, however he grouped it; "" for what cannot be one."""
    code = re.sub(r"[\s.-]", "", text).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def verification_of(decision: Decision) -> Verification | None:
    """Return what the paper says about checking it, as the installation wants it; None without a code."""
    place = settings.VERIFICATION_CODE
    if not decision.code or place not in ("annex", "recipients"):
        return None
    text = f"Mã xác minh: {spoken(decision.code)}"
    if not settings.PUBLIC_ADDRESS:
        return Verification(text, place=place)
    page = settings.PUBLIC_ADDRESS + reverse("recognition:verify_start")
    address = settings.PUBLIC_ADDRESS + reverse("recognition:verify", args=[spoken(decision.code)])
    return Verification(f"{text}, kiểm tra tại {page}", address, place)
