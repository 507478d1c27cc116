"""The help requests for programs."""
