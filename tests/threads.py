"""Several things at the same moment."""

import threading

from django.db import connections


def together(actions):
    """Runs functions in threads of their own, and gives what they raised."""
    raised = []

    def run(action):
        try:
            action()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
