"""When each public row changed last, and which are gone: for programs that follow what we know.

`writing` notes it in the transaction that changes a row, of the kinds that were registered with
`follow`; `models` has the table and what one asks of it.
"""
