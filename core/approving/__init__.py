"""Where editors decide on what waits: in a list, with one line of what would change; on one change;
and on all that waits of one sheet.

However it is decided, it is saved as the sheet itself is (`core.editing.saving`): `deciding` only
says which parts of which changes that save approves. `glances` reads the sheets of a whole list in
a few queries; `reviewing` reads one.
"""
