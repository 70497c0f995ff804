"""What each process keeps in memory of the content, and how it follows every change.

`memory` holds what was built from the tables (indexes, the search) and changes it by the row;
`slots` number the rows for bit sets; `shows` says what a page shows, so that it is made anew when
that has changed and not otherwise. `pages` are finished pages: `middleware` makes and keeps them,
`front` gives them out before Django does anything.
"""
