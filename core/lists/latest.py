"""What is built once and then only read, by many threads: snapshots, and how they are swapped."""

import threading

from core.kept.memory import uncollected


class Latest:
    """Keeps the last answers of a slow function: one thread builds, the others wait or go on.

    What is kept is replaced and never changed, and neither may an answer be: whoever has one may
    use it to the end of a page, whatever others build meanwhile.
    """

    def __init__(self, build, most=1, kept=()):
        """`kept` are answers that are known already, `{key: answer}`."""
        self.build, self.most = build, most
        self._kept, self._building = dict(kept), threading.Lock()

    def __call__(self, key, *others):
        """The answer for a key, which is all that it depends on; `others` only help to build it."""
        answer = self._kept.get(key)
        if answer is None:
            with self._building:
                answer = self._kept.get(key)
                if answer is None:
                    with uncollected():
                        answer = self.build(key, *others)
                    self._kept = dict([*self._kept.items(), (key, answer)][-self.most :])
        return answer

    @property
    def kept(self):
        """`{key: answer}` of what is kept now."""
        return self._kept

    @property
    def last(self):
        """The answer that was made last, or None."""
        return next(reversed(self._kept.values()), None)
