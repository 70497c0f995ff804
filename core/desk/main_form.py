"""The form that a page of the admin is about: what stands in it stays when its language changes.

A page that can show again what was kept (`core.desk.kept_forms`) has one in its context.
"""

from dataclasses import dataclass

NAME = "main_form"  # in the context


@dataclass(frozen=True, slots=True)
class MainForm:
    """`id` is that of the element; `url` the page that shows what was kept, where it is another
    than the one that is shown. With `has_enter`, Enter in a field sends it."""

    id: str
    url: str = ""
    has_enter: bool = True
