"""What editing keeps beside the rows themselves, one concept a file."""

from .proposal import Proposal
from .translated import WithTextStates

__all__ = ["Proposal", "WithTextStates"]
