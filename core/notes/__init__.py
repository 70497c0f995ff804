"""Volunteers tell each other something beside a listing: a note, and that one is working on it.

Nothing of it is ever public: it is in no page, no list that goes out, no history and no search. Who
may not read internal notes reads no note either.
"""
