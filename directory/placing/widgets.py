"""The list of municipalities beside a postal code."""

import json

from django import forms
from django.forms import Script


class MunicipalitySelect(forms.Select):
    """Follows the postal code beside it while it is typed, as far as nothing was chosen."""

    class Media:
        js = [Script("js/admin/postal-code.js", type="module")]

    def know(self, municipalities):
        """Which of `municipalities` has which codes."""
        codes = {code: row.pk for row in municipalities for code in row.postal_codes}
        self.attrs["data-postal-codes"] = json.dumps(codes)
