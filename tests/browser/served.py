"""The demonstration site as it goes on from the moment TODAY, in processes of its own.

`python -m tests.browser.served demo` is `manage.py demo` then; granian serves `application`.
"""

import sys

from tests.clock import travel

travel(tick=True).start()

from django.core.management import execute_from_command_line  # noqa: E402

from brussels_support.rsgi import application  # noqa: E402

__all__ = ["application"]

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
