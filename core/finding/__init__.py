"""One search over everything in the admin, and what one looks a row up for.

`rows` finds rows through the searches of the lists, so that whoever may not see a row in its list
does not find it here; `purposes` is what somebody wants to do with the row that she looks up, and
apps register theirs; `pages` shows both.
"""
