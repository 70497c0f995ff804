"""Things inside things become rows of the tabular package."""

# The table of each list of things.
_TABLES = {
    "accessibility": "accessibility", "addresses": "address", "attributes": "attribute",
    "cost_options": "cost_option", "languages": "language", "locations": "location",
    "organization_identifiers": "organization_identifier", "phones": "phone",
    "required_documents": "required_document", "schedules": "schedule",
    "service_areas": "service_area", "service_at_locations": "service_at_location",
    "services": "service",
}  # fmt: skip
_INSIDE = {"location": "location"}


def rows(table, thing):
    """`(table, row)` of a thing and of all in it, each as a dict of what it says itself."""
    own, inside = {}, []
    for name, value in thing.items():
        if name in _INSIDE:
            inside.append((_INSIDE[name], value))
        elif isinstance(value, list):
            inside += ((_TABLES[name], each) for each in value)
        elif not isinstance(value, dict):
            own[name] = value
    yield table, own
    for table_inside, each in inside:
        yield from rows(table_inside, each)
