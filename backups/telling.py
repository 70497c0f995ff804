"""Errors as a command ends with them: one sentence of what happened, one of how things stand."""

import signal
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import Error

from .failing import NOT_DONE, NotDoneError


@contextmanager
def told(state, options, *, with_detail=False):
    """Has the block end with a `CommandError`, whatever goes wrong; `state` says how things stand.

    What other programs said may quote rows of the database, so a command that runs by itself shows
    it only when asked for (`--verbosity 2`).
    """
    with_detail = with_detail or options["verbosity"] > 1
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except NotDoneError as error:
        raise _in_words(str(error), state, error, with_detail, error.code) from error
    except OSError as error:
        said = f"A file could not be read or written: {error.strerror or type(error).__name__}."
        raise _in_words(said, state, error, with_detail) from error
    except Error as error:
        said = "The database does not do what it was asked for, or does not answer."
        raise _in_words(said, state, error, with_detail) from error
    except KeyboardInterrupt as error:
        raise CommandError(f"Stopped. {state}") from error
    finally:
        signal.signal(signal.SIGTERM, before)


def _in_words(said, state, error, with_detail, code=NOT_DONE):
    detail = error.detail if isinstance(error, NotDoneError) else str(error)
    lines = [f"{said} {state}"]
    if detail:
        lines.append(detail if with_detail else "With --verbosity 2 it says more.")
    return CommandError("\n".join(lines), returncode=code)
