"""The pages of calling; they are part of the admin once this is imported."""

from core.accounts import handover

from . import again, call_sheet, lights, present, worth_a_call  # noqa: F401
from .models import Call

handover.also(Call, "caller", Call.objects.to_repeat)
