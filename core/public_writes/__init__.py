"""What the public makes us write, so that no page waits for whoever else is writing.

Counts are kept in memory and written beside the requests (`counts`, `beside`). What somebody wrote
herself is saved in her request, which waits for a short and known time (`bounded`).
"""
