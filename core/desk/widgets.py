"""Form fields of the admin that need more than Django's own."""

from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import Media, Script
from django.template.loader import render_to_string


class RichTextarea(AdminTextareaWidget):
    """A textarea of HTML that a script makes into an editor; without it, a plain textarea."""

    @property
    def media(self):
        return Media(js=[Script("js/admin/rich-text.js", type="module")])

    def render(self, name, value, attrs=None, renderer=None):
        textarea = super().render(name, value, attrs, renderer)
        return render_to_string("admin/rich_text.html", {"textarea": textarea})
