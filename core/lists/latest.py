"""What is built once and then only read, by many threads: snapshots, and how they are swapped."""

import gc
import threading
from contextlib import contextmanager


class Latest:
    """Keeps the last answers of a slow function: one thread builds, the others wait or go on.

    What is kept is replaced and never changed, and neither may an answer be: whoever has one may
    use it to the end of a page, whatever others build meanwhile.
    """

    def __init__(self, build, most=1):
        self.build, self.most = build, most
        self._kept, self._building = {}, threading.Lock()

    def __call__(self, key, *others):
        """The answer for a key, which is all that it depends on; `others` only help to build it."""
        answer = self._kept.get(key)
        if answer is None:
            with self._building:
                answer = self._kept.get(key)
                if answer is None:
                    with _uncollected():
                        answer = self.build(key, *others)
                    self._kept = dict([*self._kept.items(), (key, answer)][-self.most :])
        return answer


@contextmanager
def _uncollected():
    """Without looking for garbage: hundreds of thousands of rows become a few things that stay.

    Looking through them again and again cost a third of building. Threads that build at the same
    time do no harm: whichever found it on turns it on again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
