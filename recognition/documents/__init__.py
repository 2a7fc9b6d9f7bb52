"""Printed papers: plain contexts (`context`), dated layout rules (`layout`), HTML and PDF (`render`)."""
