"""Matching: the nearest responders who can really help. It owns no tables."""

from connect.matching.ranking import Candidate
from connect.matching.service import CategoryNeeded, Need, nearest_responders

__all__ = ["Candidate", "CategoryNeeded", "Need", "nearest_responders"]
