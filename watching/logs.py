"""What the log says: one line for each event, and nothing of whoever asked.

Of a message only what stands in the code is said, with numbers; of an error its kind and where it
was; of a page its kind. So there is no address, no query, no word that somebody typed, whatever
library logs it. `LOG_FORMAT=json` gives one object a line, `text` the same to read.

The server's main process uses it as well (deploy/log.json), so it knows nothing of Django.
"""

import ast
import json
import linecache
import logging
import os
import sys
import threading
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

from . import said

FRAMES = 12  # of an error, those nearest to it
_SERVER = "_granian"
_HOME = str(Path(__file__).resolve().parent.parent) + os.sep


def fields(record):
    """What is said of a `LogRecord`, as a dictionary of texts, numbers and lists."""
    return {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        **_event(record),
        **_of_request(record),
        **_of_error(record.exc_info and record.exc_info[1]),
    }


class Json(logging.Formatter):
    def format(self, record):
        return json.dumps(fields(record), ensure_ascii=False)


class Text(logging.Formatter):
    def format(self, record):
        told = fields(record)
        head = f"{told.pop('time')} {told.pop('level').upper()} {told.pop('logger')}"
        event, at = told.pop("event"), told.pop("at", [])
        rest = "".join(f" {name}={value}" for name, value in told.items())
        return "\n  ".join([f"{head}: {event}{rest}", *at])


def chosen():
    """The formatter that the environment asks for: for a process without settings."""
    return Text() if os.environ.get("LOG_FORMAT") == "text" else Json()


class Visitors(logging.Filter):
    """Robots ask for pages that do not exist, all day: that is for INFO, and for the metrics."""

    def __init__(self, level):
        super().__init__()
        self.level = logging.getLevelName(level)

    def filter(self, record):
        is_theirs = record.name == "django.request" and record.levelno == logging.WARNING
        return (logging.INFO if is_theirs else record.levelno) >= self.level


def catch_the_rest():
    """Has errors logged that Python would write out whole: of threads, and of tidying up."""
    logger = logging.getLogger(__name__)

    def of_thread(args):
        error = (args.exc_type, args.exc_value, args.exc_traceback)
        logger.error("A thread ended with an error.", exc_info=error)

    def of_tidying_up(args):
        error = args.exc_value or args.exc_type()
        logger.error("An error could not be raised.", exc_info=error)

    threading.excepthook, sys.unraisablehook = of_thread, of_tidying_up


def _event(record):
    if record.name.startswith("django.security"):
        # The message is what was sent; the last part of the name is what is wrong with it.
        return {"event": record.name.rpartition(".")[2]}
    if hasattr(record, "status_code"):
        return {"event": _phrase(record.status_code)}
    if record.name.startswith(_SERVER):
        first, *rest = str(record.msg).splitlines() or [""]
        told = said.last_lines(rest)
        return {"event": said.last_lines([first])} | ({"at": told.splitlines()} if told else {})
    if isinstance(record.msg, str) and record.msg in _texts_of(record.pathname):
        return {"event": _filled(record.msg, record.args)}
    return {"event": "(left out)", "where": f"{_short(record.pathname)}:{record.lineno}"}


def _filled(message, arguments):
    """With the numbers; what else there is may be somebody’s words."""
    if not arguments or not isinstance(arguments, tuple):
        return message
    try:
        return message % tuple(
            value if isinstance(value, int | float) else "…" for value in arguments
        )
    except (TypeError, ValueError):
        return message


@lru_cache(maxsize=200)
def _texts_of(path):
    """All texts that stand in a file of Python, as it was written."""
    try:
        tree = ast.parse("".join(linecache.getlines(path)))
    except (SyntaxError, ValueError):
        return frozenset()
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(node.value for node in nodes if isinstance(node.value, str))


def _phrase(status):
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)


def _of_request(record):
    told = {}
    if isinstance(getattr(record, "status_code", None), int):
        told["status"] = record.status_code
    request = getattr(record, "request", None)
    if request is not None:
        match = getattr(request, "resolver_match", None)
        told["kind"] = match.view_name if match else "none"
    return told


def _of_error(error):
    if not error:
        return {}
    told = {"error": _name(error)}
    if cause := error.__cause__ or (not error.__suppress_context__ and error.__context__):
        told["cause"] = _name(cause)
    for name in ("sqlstate", "sqlite_errorname", "errno", "smtp_code"):
        for each in (error, cause):
            code = getattr(each, name, None)
            if isinstance(code, int) or (isinstance(code, str) and code.isidentifier()):
                told.setdefault("code", code)
    at, traceback = [], error.__traceback__
    while traceback:
        code = traceback.tb_frame.f_code
        at.append(f"{_short(code.co_filename)}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return told | ({"at": at[-FRAMES:]} if at else {})


def _name(error):
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return module + kind.__qualname__


def _short(path):
    _before, installed, package = path.rpartition("site-packages" + os.sep)
    return package if installed else path.removeprefix(_HOME)
