"""Lists out and in again: a table file of what is filtered, and what somebody changed in it.

A file is read into rows (`reading`), each is compared with what is there and checked as the page of
the admin would check it (`planning`), somebody looks at all of it, and only then is each sent to
its own admin (`saving`). What the columns are, apps say in their `tables` modules (`tables`).
"""
