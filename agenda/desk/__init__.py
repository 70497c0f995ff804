"""The desk of the agenda: what volunteers do with activities, each task on a page of its own.

- `dates`: the dates of an activity by month (`months`), and what is different on one of them.
- `several_pages`: many dates cancelled or put back at once (`several`).
- `marks`: what is different on a date, as a fingerprint and in words, for two people at once.
- `short`: the short pages of an activity; `adding`: the steps in which one is added; `copying`: a
  page with what differs from another one. `admin` registers them.
- `choosing`: which organisations and locations are there to choose from.
"""
