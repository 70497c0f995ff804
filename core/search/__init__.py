"""One search for everything: words to rows, the same on every database.

Apps register what can be found (`documents.register`). What a row says is kept as words and stems
in `SearchDocument`, written in the transaction that changes the row; `manage.py search_documents`
writes all of them anew. Each process reads them into memory once (`snapshot.current`), and
afterwards only what changed: docs/decisions.md, 24, and docs/benchmarks.md.
"""
