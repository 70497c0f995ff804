"""Two listings of one organisation become one, and can be taken apart again for a month.

- `relations` knows what hangs on an organisation or on one of its places, and what merging does
  with each; a test fails where a relation is added that it does not know.
- `comparing` puts two listings side by side: what differs, and what an editor may choose.
- `planning` makes of her choices what would be saved, and says what would be refused.
- `saving` does it, in one transaction, and keeps in a `Merge` how it was.
- `waiting` moves what volunteers have proposed; `undoing` puts everything back.
- `admin` has the pages.

Nothing is deleted. What does not stay goes with the listing that is archived, which nobody changes
any more and whose addresses lead to the one that stays (`Organisation.merged_into`).
"""
