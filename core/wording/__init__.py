"""How each language writes what stands in no catalogue: dates, hours, a label before its value.

The house's own choices are in docs/voice.md.
"""
