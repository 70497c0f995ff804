"""Which numbers of a workbook are dates: only how they are shown says so (ECMA-376, 18.8.30)."""

from datetime import time, timedelta
from math import isfinite

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel


class Styles:
    def __init__(self, from_1904=False):
        self._epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
        self._formats = dict(BUILTIN_FORMATS)
        self._of_cells = []
        self._is_of_cells = False

    def start(self, element, attributes):
        if element == "numFmt":
            self._formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif element in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            self._is_of_cells = element == "cellXfs"
        elif element == "xf" and self._is_of_cells:
            self._of_cells.append(int(attributes.get("numFmtId", 0)))

    def text(self, number, style):
        """A number as the text of its cell: "12.5", "2026-02-01", "2026-02-01 10:00", "10:00".

        ValueError or OverflowError for what is no number and no day.
        """
        value = float(number)
        if not isfinite(value):
            raise ValueError
        shown = self._shown(style)
        if shown is None or not is_date_format(shown):
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        found = from_excel(value, self._epoch, timedelta=is_timedelta_format(shown))
        if isinstance(found, timedelta):
            hours, minutes = divmod(round(found.total_seconds() / 60), 60)
            return f"{hours}:{minutes:02}"
        if isinstance(found, time):
            return f"{found:%H:%M}"
        return f"{found:%Y-%m-%d}" if found.time() == time(0) else f"{found:%Y-%m-%d %H:%M}"

    def _shown(self, style):
        style = int(style or 0)
        return self._formats.get(self._of_cells[style]) if style < len(self._of_cells) else None
