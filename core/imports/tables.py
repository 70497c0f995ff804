"""Which lists go out and in: what apps say in their `tables` modules."""

from functools import cache, cached_property

from django.conf import settings
from django.contrib import admin
from django.http import Http404
from django.utils import translation
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import get_language

from core.tables import headers
from core.tables.cells import Refused

from .columns import Column

_tables = {}


class Id(Column):
    """Our own number of a row. It is never changed."""

    def __init__(self, name, label, **more):
        super().__init__(name, label, empty=None, **more)

    def value(self, row):
        return str(row.pk)

    def understood(self, cell):
        text = cell.strip().removesuffix(".0")
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise Refused(translation.gettext("Leave this number as it was, or empty."))
        return str(int(text))


class Slug(Column):
    """The address of a row; left out, it stays, or is made from the name."""

    def __init__(self, name="slug", label="slug"):
        super().__init__(name, label, empty=None)


class Table:
    """The list of one model. An instance is made for each piece of work, and knows what it looked
    up until it ends.

    Subclasses give `model` and `columns`, and where rows stand under it `part`, the prefix of their
    formset: each of them is a row of the file then, which says what stands above it once more.
    """

    model = None
    part = ""
    # Columns of which a file has one at least, and columns that say which row it is.
    needed = ()
    others_ids = ()
    # Columns of other people's files that are taken apart into ours (`spread`).
    virtual = ()
    # What the page of a new row asks and the page of the import asked already, as a state.
    answers = {}
    # Columns that new rows need and other people's files rarely have: asked with the file.
    defaults = ()

    @cached_property
    def model_admin(self):
        return admin.site.get_model_admin(self.model)

    @cached_property
    def columns(self):
        raise NotImplementedError

    @cached_property
    def by_name(self):
        return {column.name: column for column in self.columns}

    @property
    def ids(self):
        """The columns that say which row it is: of the sheet, and of the row under it."""
        return {"": "id", self.part: "location_id"} if self.part else {"": "id"}

    # Other kinds of files than csv and xlsx: how their names end, and what is in one.
    other_endings = ()

    def read_other(self, data):
        """The `core.tables.table.Table` in a file of such a kind, None when it is of another."""

    # What is there

    def rows(self, pks):
        """The rows with these keys and all that the columns look at, in a few queries."""
        return self.model._default_manager.filter(pk__in=pks)

    def parts(self, row, request):
        """The rows under `row` that she may see."""
        return []

    # Whether what only some may read is part of an export.
    with_secret = True

    def hidden(self, request):
        """The names of columns that she may not read."""
        return set()

    def secret_rows(self, pks, request):
        """How many rows of an export would hold what only some may read."""
        return 0

    # What a file says

    def headers(self):
        """`{folded header: column}`, in all languages of the admin; the active one counts first."""
        languages = [get_language(), *settings.ADMIN_LANGUAGES]
        found = {headers.key(column.name): column for column in (*self.columns, *self.virtual)}
        for language in dict.fromkeys(languages):
            with translation.override(language):
                for column in self.columns:
                    found.setdefault(headers.key(str(column)), column)
        for column in (*self.columns, *self.virtual):
            for word in column.words:
                found.setdefault(headers.key(word), column)
        for language in dict.fromkeys(languages):
            # “Naam” alone is the Dutch one.
            with translation.override(language):
                for column in (*self.columns, *self.virtual):
                    if column.language in ("", language):
                        found.setdefault(headers.key(str(column.label)), column)
        return found

    def spread(self, cells):
        """The cells of a row `{column: text}`; what says several things is taken apart."""
        return cells

    def key(self, cells):
        """By which rows of a file belong to one sheet; None when each is its own."""
        return f"id:{cells['id']}" if cells.get("id", "").strip() else None

    def find(self, values):
        """The key of the row that `values` ({column: value}) are about, or None when it is new.

        By its address, where rows have one.
        """
        if slug := values.get("slug"):
            found = self.model._default_manager.filter(slug=slug)
            return found.values_list("pk", flat=True).first()
        return None

    def is_part(self, values):
        """Whether a row of the file says something of a row under the sheet."""
        return False

    def place_of(self, parts, values):
        """Which of `parts` the values of a row are about, when it does not say."""

    def title(self, values):
        return next(filter(None, (values.get(name) for name in self.needed)), "")

    def likely(self, values):
        """`[{"pk", "name", "reasons"}]` of what looks the same as a new row."""
        return []

    def marks(self, values):
        """Texts that two rows of a file have in common when they look the same."""
        return set()

    def no_new_part(self, parts, values):
        """Why a list may not add a row beside `parts`, or an empty text."""
        return ""

    def forbidden(self, column, before, value):
        """Why a list may not make this change, or an empty text."""
        return ""


def register(table):
    _tables[table.model._meta.label_lower] = table


@cache
def _found():
    autodiscover_modules("tables")
    return _tables


def table_of(label):
    """A new `Table` of a model, by its label. Raises Http404."""
    try:
        return _found()[label]()
    except KeyError:
        raise Http404 from None


def has_table(model):
    return model._meta.label_lower in _found()


def labels():
    return [*_found()]
