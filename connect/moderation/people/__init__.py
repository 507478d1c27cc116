"""People: who is reported and what is decided of them, and who does not want to meet whom."""
