"""Requests in files, in and out: what comes from elsewhere, and what moves between databases."""
