"""Faults on purpose: real processes are killed and misled under load; kept promises are counted."""
