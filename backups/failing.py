"""How something is said that did not work: to somebody who is under stress, in whole sentences."""

# What the commands end with, beside 0 for done.
NOT_DONE = 1  # nothing was changed; what stood there stands there still
UNUSABLE = 3  # the file: damaged, cut off, of something else, or closed for this key
NEWER = 4  # the file is of a newer version of the program
AFTERWARDS = 5  # the backup is in place, but what comes afterwards did not all work


class NotDoneError(Exception):
    """What happened and what to do next. `detail` is what another program said, which may quote
    rows of the database: for the screen of whoever stands there, never for a log."""

    def __init__(self, said, code=NOT_DONE, detail=""):
        super().__init__(said)
        self.code, self.detail = code, detail.strip()


def megabytes(count):
    """A number of bytes in words."""
    return f"{max(count, 100_000) / 1_000_000:,.1f} MB"
