"""The list of organisations as a table: one row for each place, the organisation repeated."""

from core.imports import tables

from .organisations import OrganisationTable

tables.register(OrganisationTable)
