"""The coordinators' desk: who waits in their area, whose case it is, and what is done about it."""

from connect.desk.service import forget_case

__all__ = ["forget_case"]
