"""Atom feeds (RFC 4287): new and changed listings, activities of the next two weeks.

- `said` notes when a listing last said something else, in the transaction that changes it;
- `items` is what an entry says, of a listing or of one date, and `atom` writes feeds of them;
- `views` reads what an address asks, and what of it means nothing any more.
"""
