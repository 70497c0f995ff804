from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MergingConfig(AppConfig):
    name = "directory.merging"
    verbose_name = _("Merging")

    def ready(self):
        from django.apps import apps

        from core import roles
        from directory.asking.models import Call, Claim
        from directory.models import (
            CampaignCall,
            ExternalId,
            Location,
            Notice,
            OpeningHours,
            Organisation,
            Source,
        )

        from .models import Merge
        from .relations import Way, register, register_about

        roles.allow(Merge, editors="view")
        for model in (Location, Notice, Source, ExternalId):
            register(model, "organisation", Way.SHEET)
        register(OpeningHours, "location", Way.OWN)
        register(Notice, "location", Way.MOVES)
        register(Organisation, "parent_organisation", Way.MOVES)
        register(Organisation, "merged_into", Way.OWN)
        register(Merge, "kept", Way.OWN)
        register(Merge, "gone", Way.OWN)
        register(CampaignCall, "organisation", Way.MOVES)
        register(Call, "organisation", Way.MOVES)
        register(Claim, "organisation", Way.MOVES)
        if apps.is_installed("core.notes"):
            register_about(apps.get_model("notes", "Note"))
