"""What editing keeps beside the rows themselves, one concept a file."""

from .draft import Draft
from .proposal import Proposal
from .translated import WithTextStates

__all__ = ["Draft", "Proposal", "WithTextStates"]
