"""Long work in parts of a second or two, so that it keeps neither its page nor the others waiting.

An action of the admin on a few rows is done at once. One on many becomes a `Work`: a page does its
next part, shows how far it is, and goes on; what is done stays done when the page is closed, and
the rest waits on the desk. Each part is one transaction; each row is saved, kept in the history and
refused by itself, as if it were the only one.
"""
