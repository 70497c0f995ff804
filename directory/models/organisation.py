"""Organisations: who is there for her."""

from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import person
from core.languages import CODES
from core.models import PublishableQuerySet, SluggableQuerySet, Status
from core.text import clean
from core.web_addresses import completed
from directory.contact import (
    clean_phone,
    validate_email,
    validate_phone,
    validate_website,
    validate_whatsapp,
)

from .listing import Listing
from .vocabulary import Municipality, Theme, answer

# How to reach an organisation itself; its places may have telephones of their own.
CONTACT = ("phone", "whatsapp", "email", "website")


def _columns(*fields):
    return [f"{field}_{code}" for field in fields for code in CODES]


class OrganisationQuerySet(SluggableQuerySet, PublishableQuerySet):
    def archived(self):
        """Without those that were merged into another: their addresses lead there."""
        return super().archived().filter(merged_into=None)

    def gone_into(self, pks):
        """`{pk: pk of the one that stayed}` of those that were merged into another."""
        gone = self.filter(pk__in=pks, merged_into__isnull=False)
        return dict(gone.values_list("pk", "merged_into"))

    def reachable(self):
        """Those with a telephone, WhatsApp, e-mail or website that the public sees, also of one
        of its places."""
        return self.with_reachable().filter(is_reachable=True)

    def with_reachable(self):
        """Whether each is `reachable`, as `is_reachable`."""
        from .location import Location

        at_a_place = Location.objects.public().exclude(phone="").filter(organisation=OuterRef("pk"))
        is_reachable = ~Q(**dict.fromkeys(CONTACT, "")) | models.Exists(at_a_place)
        return self.annotate(
            is_reachable=models.ExpressionWrapper(is_reachable, models.BooleanField())
        )

    def for_contact(self):
        """With what says how to reach it, also the telephone of one of its places."""
        from .location import Location

        places = Location.objects.public().filter(organisation=OuterRef("pk"))
        phones = places.exclude(phone="").order_by("position", "pk").values("phone")
        texts = _columns("name", "summary")
        return self.only("slug", "parent_organisation", *CONTACT, *texts).annotate(
            phone_of_a_place=Subquery(phones[:1])
        )

    def with_sheet(self):
        """With all rows of its sheet, which the history keeps."""
        return self.prefetch_related(
            "themes", "audiences", "serves_municipalities", "notices", "sources", "external_ids",
            "locations__opening_hours", "locations__notices",
        )  # fmt: skip

    def for_detail(self):
        """With what an organisation's page shows: 7 queries more, however much it has, and one
        for what it belongs to (`public_parent`, None unless it is public)."""
        secret_place, parents, themes, locations = _parts_of_detail()
        organisations = self.annotate(has_secret_place=secret_place)
        return organisations.defer("internal_notes", "text_states").prefetch_related(
            models.Prefetch("parent_organisation", parents.all(), "public_parent"),
            models.Prefetch("themes", themes.all()),
            "audiences",
            "notices",
            "sources",
            "serves_municipalities",
            models.Prefetch("locations", locations.all(), "public_locations"),
        )


@lru_cache
def _parts_of_detail():
    """What `for_detail` puts together, never read as it is: half of a query is to write it."""
    from .location import Location

    secret = Location.objects.filter(organisation=OuterRef("pk"), is_confidential=True)
    return (
        models.Exists(secret),
        Organisation.objects.published().for_contact(),
        Theme.objects.defer("guide"),
        Location.objects.public().prefetch_related("opening_hours", "notices"),
    )


class Organisation(Listing):
    """An organisation, a service or a network that is there for mothers."""

    TRACKED_TEXTS = ("summary", "description", "how_to_join", "cost_note")

    class Kind(models.TextChoices):
        PARENTS_NETWORK = "parents-network", _("network of parents")
        MEETING_PLACE = "meeting-place", _("place to play and meet")
        FAMILY_SUPPORT = "family-support", _("family support")
        COMMUNITY_CENTRE = "community-centre", _("community centre")
        NEIGHBOURHOOD_HOUSE = "neighbourhood-house", _("neighbourhood house")
        WOMENS_ORGANISATION = "womens-organisation", _("women’s organisation")
        LIBRARY = "library", _("library")
        LENDING_LIBRARY = "lending-library", _("things to borrow or get")
        MIDWIFE = "midwife", _("midwife and maternity care")
        HEALTH_SERVICE = "health-service", _("health service")
        MENTAL_HEALTH_SERVICE = "mental-health-service", _("mental health service")
        FAMILY_PLANNING = "family-planning", _("family planning centre")
        WELFARE_OFFICE = "welfare-office", _("public welfare office (OCMW/CPAS)")
        SOCIAL_SERVICE = "social-service", _("social service")
        PUBLIC_SERVICE = "public-service", _("public service")
        LEGAL_SERVICE = "legal-service", _("legal help")
        SHELTER = "shelter", _("shelter")
        HELPLINE = "helpline", _("helpline")
        INFORMATION = "information", _("information website")
        LEARNING = "learning", _("courses and welcome offices")
        CULTURE = "culture", _("culture and leisure")

    # What is only a voice or a page: nobody asks what it is like there.
    LINES = (Kind.HELPLINE, Kind.INFORMATION)

    class VerifiedHow(models.TextChoices):
        TELEPHONE = "telephone", _("by telephone")
        EMAIL = "email", _("by e-mail")
        VISIT = "visit", _("by a visit")
        WEBSITE = "website", _("on the website")
        ORGANISATION = "organisation", _("by the organisation itself")

    class NoContact(models.TextChoices):
        """Why there is no telephone, e-mail or website."""

        WALK_IN = "walk-in", _("one just goes there")
        NOT_WANTED = "not-wanted", _("the organisation does not want it")
        NOT_FOUND = "not-found", _("not found yet")

    # What it is
    name = models.CharField(_("name"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    summary = models.CharField(
        _("summary"),
        max_length=200,
        blank=True,
        help_text=_("One plain sentence, at most 200 characters: what she finds there."),
    )
    # HSDS calls it `parent_organization_id`, schema.org `parentOrganization`.
    parent_organisation = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sub_organisations",
        verbose_name=_("belongs to"),
        help_text=_(
            "The network or the larger organisation that this one is a part of. A mother who "
            "cannot reach this one is sent there."
        ),
    )

    # The one that stays when two listings are one (`directory.merging`), however often that one was
    # merged since; this row keeps what it said.
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="merged"
    )

    # Who it is for
    spoken_languages = models.JSONField(
        _("languages spoken"),
        default=list,
        blank=True,
        help_text=_("In which languages she can be helped. Choose none when you do not know."),
    )
    papers_needed = answer(_("papers needed"), _("A residence permit or an identity card."))
    appointment_needed = answer(_("appointment needed"))
    registration_needed = answer(_("registration needed"))
    referral_needed = answer(_("referral needed"), _("From a doctor or a social worker."))
    childcare = answer(_("childcare on the spot"), _("While the mother is there."))
    interpreter_possible = answer(_("an interpreter can be asked"))
    companion_welcome = answer(_("somebody may come along"))
    flexible_times = answer(_("may come late or leave early"))
    contact_by_message = answer(
        _("first contact by message"), _("She may write or text first, without calling.")
    )
    name_asked = answer(_("name asked"), _("“No” when she does not have to say who she is."))

    # How to reach it
    phone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[validate_phone])
    whatsapp = models.CharField(
        "WhatsApp", max_length=40, blank=True, validators=[validate_whatsapp]
    )
    email = models.CharField(_("e-mail"), max_length=254, blank=True, validators=[validate_email])
    website = models.CharField(
        _("website"), max_length=300, blank=True, validators=[validate_website]
    )
    no_contact = models.CharField(
        _("why no contact"),
        max_length=10,
        choices=NoContact,
        blank=True,
        help_text=_("Only when all of the above are empty."),
    )
    serves_region = models.BooleanField(
        _("for the whole Region"),
        default=False,
        help_text=_("Everyone in Brussels can use it: online, by phone, or it comes to her."),
    )
    serves_municipalities = models.ManyToManyField(
        Municipality,
        related_name="served_by",
        verbose_name=_("also serves"),
        blank=True,
        help_text=_("Municipalities whose inhabitants can use it, wherever it is."),
    )

    # How we know
    verified_on = models.DateField(_("checked on"), null=True, blank=True)
    verified_how = models.CharField(
        _("how checked"), max_length=12, choices=VerifiedHow, blank=True
    )
    verified_by = person(_("checked by"))
    verify_every = models.PositiveSmallIntegerField(
        _("check every (months)"), default=6, validators=[MinValueValidator(1)]
    )
    owner = person(
        _("owner"),
        "owned_organisations",
        help_text=_("The volunteer who looks after this listing."),
    )
    backup = person(_("backup"), "backed_up_organisations")
    internal_notes = models.TextField(
        _("internal notes"), blank=True, help_text=_("Only volunteers see this.")
    )

    # Derived before every save
    updated_at = models.DateTimeField(_("last saved"), default=timezone.now, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta(Listing.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            *Listing.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(verify_every__gte=1), name="organisation_verify_every_positive"
            ),
            models.CheckConstraint(
                condition=Q(parent_organisation=None) | ~Q(parent_organisation=F("pk")),
                name="organisation_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(status=Status.ARCHIVED),
                name="organisation_merged_is_archived",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="organisation_not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["status"]),
            # What the desk counts of all (`directory.admin.tasks`, `core.editing.translating`).
            models.Index(fields=["status", "verify_every", "verified_on"]),
            models.Index(fields=["missing_in", "outdated_in", "status"]),
            models.Index(
                fields=["status"],
                condition=Q(phone="", whatsapp="", email=""),
                name="organisation_without_contact",
            ),
            # Where a link that no longer works is written, and who has the same number.
            models.Index(fields=["website"]),
            models.Index(fields=["phone"]),
            models.Index(fields=["email"]),
        ]

    # What makes coming easier; of most use to a mother first, as pages and questions have it.
    GOOD_TO_KNOW = (
        "childcare",
        "interpreter_possible",
        "companion_welcome",
        "flexible_times",
        "contact_by_message",
        "name_asked",
    )

    def natural_key(self):
        return (self.slug,)

    natural_key.dependencies = ["directory.theme", "directory.audience", "directory.municipality"]

    def get_absolute_url(self):
        return reverse("directory:organisation", args=[self.slug])

    def get_short_url(self):
        """The address to print or to send: `/o/<id>`, in the reader's own language."""
        return reverse("organisation_short", args=[self.pk])

    def note_check(self, how, by=None):
        """Notes that somebody checked everything today and found it right, and saves only that.

        `how` is a `VerifiedHow`; `by` is a volunteer, or None for the organisation itself. Whoever
        is changing the rest at this moment loses nothing.
        """
        self.verified_on = timezone.localdate()
        self.verified_how, self.verified_by = how, by
        self.save(update_fields=["verified_on", "verified_how", "verified_by", "updated_at"])

    def answers_to(self, facts):
        """`{fact: answer}`."""
        return {fact: getattr(self, fact) for fact in facts}

    def clean(self):
        super().clean()
        above = self.above() if self.pk else []
        if self.pk in above:
            is_itself = self.parent_organisation_id == self.pk
            text = _("Choose another one.") if is_itself else _("That one belongs to this one.")
            raise ValidationError({"parent_organisation": text})

    def above(self):
        """The ids of what it belongs to, and of what that belongs to, up to the end."""
        above, pk = [], self.parent_organisation_id
        while pk is not None and pk not in above:
            above.append(pk)
            rows = Organisation.objects.filter(pk=pk)
            pk = rows.values_list("parent_organisation", flat=True).first()
        return above

    def derive(self):
        """Sets what is computed from other fields. Called before every save, also `loaddata`."""
        self.note_publication()
        self.phone, self.whatsapp = clean_phone(self.phone), clean_phone(self.whatsapp)
        self.email, self.website = clean(self.email), completed(self.website)
        if any(getattr(self, name) for name in CONTACT):
            self.no_contact = ""  # there is a contact now
        self.updated_at = timezone.now()
