"""Found by the admin: the steps in which an organisation is added."""

from core.short import steps
from directory.models import Organisation

from .pages import FirstTime, What, Where

steps.register(Organisation, What(), Where(), FirstTime())
