"""Says of each answer what it counts as; `core.kept` hands it on, at once and each time it is given
out again."""

from .kinds import Kind
from .labels import SENSITIVE, label_of


class LabelMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "GET":
            response.counted_as = _label(request, response)
        return response


def _label(request, response):
    if response.status_code == 200:
        if getattr(request, "is_of_sensitive_file", False):
            return SENSITIVE
        # A page has said it, with its context.
        return request.counted_as if hasattr(request, "counted_as") else label_of(request)
    if response.status_code in (301, 302):
        label = label_of(request)
        return label if label and label.kind == Kind.SHORT else None
    return None
