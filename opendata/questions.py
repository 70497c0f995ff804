"""Questions that mothers ask, with answers, and insights from research."""

from django.db.models import Prefetch
from rest_framework import serializers

from directory.models import Organisation, Theme

from .records import ChoiceOrNull, Listed, Record, Row, TextOrNull, Texts, slugs, slugs_of


class QuestionSourceRecord(Record):
    """A page that the answer rests on."""

    title = serializers.CharField(help_text="In the language of the page.")
    url = serializers.URLField(help_text="Where it is.")
    language = ChoiceOrNull(["nl", "fr", "en"], help_text="Of the page.")


class QuestionRecord(Listed):
    """A question in a mother’s own words, and its answer."""

    page, short = "faq:question", "question_short"

    question = Texts(help_text="Plain text.")
    answer = Texts(help_text="HTML: paragraphs, headings, lists, bold text and links only.")
    themes = slugs("Slugs of themes.")
    organisations = serializers.ListField(
        child=serializers.IntegerField(), help_text="Ids of organisations that help with this."
    )
    position = serializers.IntegerField(help_text="Its place among the others.")
    sources = QuestionSourceRecord(many=True, help_text="What the answer rests on.")

    read_themes = slugs_of("themes")

    @staticmethod
    def read_sources(row, asked):
        return [QuestionSourceRecord.write(source, asked) for source in row.sources.all()]

    @staticmethod
    def read_organisations(row, _asked):
        return [organisation.pk for organisation in row.organisations.all()]


class InsightRecord(Row):
    """A short fact from research, with its source."""

    text = Texts(help_text="What the source says, in one or two sentences.")
    authors = serializers.CharField(help_text="Who wrote the work.")
    title = serializers.CharField(help_text="Of the work, in its own language.")
    publisher = serializers.CharField(help_text="The journal, its volume and pages.")
    year = serializers.IntegerField(help_text="In which it appeared.")
    link = TextOrNull(help_text="Where it can be read, null where nowhere.")
    themes = slugs("Slugs of themes.")
    position = serializers.IntegerField(help_text="Its place among the others.")

    read_themes = slugs_of("themes")


def loaded_questions(rows):
    """With what `QuestionRecord` needs: 3 queries more."""
    organisations = Organisation.objects.published().only("pk").order_by("pk")
    return rows.defer("text_states").prefetch_related(
        _themes(), "sources", Prefetch("organisations", organisations)
    )


def loaded_insights(rows):
    """With what `InsightRecord` needs: 1 query more."""
    return rows.defer("text_states").prefetch_related(_themes())


def _themes():
    return Prefetch("themes", Theme.objects.only("slug", "is_sensitive"))
