"""Short pages: one task of a sheet on a page of its own, for somebody with a phone and a minute.

A page shows some fields of a sheet (`core.editing.sheets`) and saves them as if the whole form had
been sent, so that who approves, what is kept and what two people see is the same. What a model has
of them is registered in `core.short.pages`; its rows then have an overview that leads to each.
"""
