"""A round drawn from CSV files, for a group without a chat."""

from adapters.files.drawing import Choices, PairReport, pair, policy_of
from adapters.files.history import HistoryFile, read_history
from adapters.files.members import MemberFile, read_members
from adapters.files.telling import as_json, as_text

__all__ = [
    "Choices",
    "HistoryFile",
    "MemberFile",
    "PairReport",
    "as_json",
    "as_text",
    "pair",
    "policy_of",
    "read_history",
    "read_members",
]
