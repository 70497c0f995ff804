"""Requests that are answered before anybody reads them, in one line and without a page."""

_SAYS = {
    400: "This request cannot be understood.",
    408: "This request did not arrive in time.",
    411: "This does not say how long it is (Content-Length).",
    413: "This is too large.",
    429: "Too much at once. Please try again in a minute.",
    500: "Something went wrong on our side.",
    503: "This cannot be taken just now. Please try again in a few minutes.",
}


class Refused(Exception):  # noqa: N818  (it is no error of ours)
    def __init__(self, status):
        super().__init__(status)
        self.status = status

    def answer(self):
        """`(status, headers, text)`; the connection ends with it, for the rest of it is unread."""
        headers = [
            ("content-type", "text/plain; charset=utf-8"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("connection", "close"),
        ]
        return self.status, headers, f"{_SAYS[self.status]}\n"
