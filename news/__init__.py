"""Atom feeds (RFC 4287): new and changed listings, activities of the next two weeks."""
