"""What makes coming easier, as pages say it and as the filters "baby" and "easy" ask it.

For filters every row has an answer to each of `QUESTIONS`: "yes", "no", "unknown", or empty where
nobody would ask. Many rows answer alike, so indexes collect rows by all of their answers at once.
"""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from .models import Answer, Location, Organisation

YES, NO, UNKNOWN = Answer.YES.value, Answer.NO.value, Answer.UNKNOWN.value

# The values of the filters, and the question and answer that each stands for.
BABY = {
    "buggies": ("buggies_welcome", YES),
    "breastfeeding": ("breastfeeding_welcome", YES),
    "changing-table": ("changing_table", YES),
    "siblings": ("siblings_welcome", YES),
    "step-free": ("step_free", YES),
    "childcare": ("childcare", YES),
}
EASY = {
    "drop-in": ("drop_in", YES),
    "anonymous": ("name_asked", NO),
    "women-only": ("women_only", YES),
}
# What an organisation is asked itself; the rest of the questions is about its places.
OWN = ("childcare", "name_asked", "appointment_needed", "registration_needed")
QUESTIONS = (*Location.BABY_FACTS, "childcare", "name_asked", "drop_in")

# What pages say of each answer that is known.
SENTENCES = {
    "childcare": {YES: _("Childcare while you are there"), NO: _("There is no childcare")},
    "interpreter_possible": {
        YES: _("You can ask for an interpreter"),
        NO: _("There is no interpreter"),
    },
    "companion_welcome": {
        YES: _("You can bring somebody along"),
        NO: _("You come alone"),
    },
    "flexible_times": {
        YES: _("You may come late or leave early"),
        NO: _("Please come on time and stay until the end"),
    },
    "contact_by_message": {
        YES: _("You can write first, you don’t have to call"),
        NO: _("You can’t write first: call, or go there"),
    },
    "name_asked": {
        YES: _("They ask for your name"),
        NO: _("You don’t have to give your name"),
    },
}

# What she needs before she goes; nothing is easier than "no".
CONDITIONS = {
    "appointment_needed": {YES: _("Make an appointment first"), NO: _("No appointment needed")},
    "registration_needed": {YES: _("Sign up first"), NO: _("No need to sign up")},
    "papers_needed": {
        YES: _("You need identity or residence papers"),
        NO: _("No papers needed"),
    },
    "referral_needed": {
        YES: _("Someone has to refer you, a doctor for example"),
        NO: _("You don’t need a referral"),
    },
}


def conditions(organisation):
    """What is known of `CONDITIONS`, as `(whether it is easier so, sentence)`."""
    return [
        (answer == NO, texts[answer])
        for fact, texts in CONDITIONS.items()
        if (answer := getattr(organisation, fact)) in texts
    ]


def of_organisation(organisation):
    return sentences(organisation.answers_to(Organisation.GOOD_TO_KNOW))


def sentences(answers):
    """What is known of `Organisation.GOOD_TO_KNOW`, as `(whether it is easier so, sentence)`.

    `answers` is `{fact: answer}`.
    """
    return [
        ((answer == NO) == (fact == "name_asked"), SENTENCES[fact][answer])
        for fact in Organisation.GOOD_TO_KNOW
        if (answer := answers[fact]) in (YES, NO)
    ]


def with_a_baby(answers):
    """What is known of `Location.BABY_FACTS`, as `(answer, label)`."""
    return [
        (answer, Location._meta.get_field(fact).verbose_name)
        for fact in Location.BABY_FACTS
        if (answer := answers[fact]) in (YES, NO)
    ]


# For indexes


def by_question(alike, questions):
    """`{question: {answer: bits}}` of `alike`, `{answers: bits}` in the order of questions."""
    collected = {question: defaultdict(int) for question in questions}
    for answers, bits in alike.items():
        for question, answer in zip(questions, answers, strict=True):
            collected[question][answer] |= bits
    return collected


def by_answer(alike, questions):
    """`{(question, answer): bits}` of the same."""
    return {
        (question, answer): bits
        for question, answers in by_question(alike, questions).items()
        for answer, bits in answers.items()
    }


def of_organisations(own, of_places, lines, everything):
    """`{question: {answer: bits}}` of organisations.

    `own` are their answers to `OWN`, `of_places` those of their public places to
    `Location.BABY_FACTS`, both as `by_answer` gives them. One place that says yes is enough, and
    all of them have to say no. Of `lines` one only asks whether they want a name.
    """
    asked = everything & ~lines

    def said(question, answer):
        return own.get((question, answer), 0)

    def there(fact, answer):
        return of_places.get((fact, answer), 0)

    no_need = said("appointment_needed", NO) & said("registration_needed", NO)
    first = said("appointment_needed", YES) | said("registration_needed", YES)
    childcare = {answer: said("childcare", answer) for answer in (YES, NO, UNKNOWN)}
    return {
        "name_asked": {answer: said("name_asked", answer) for answer in (YES, NO, UNKNOWN)},
        "childcare": {**childcare, UNKNOWN: childcare[UNKNOWN] & asked},
        "drop_in": _answers(no_need, first, asked),
        **{
            fact: _answers(there(fact, YES), there(fact, NO) & ~there(fact, UNKNOWN), asked)
            for fact in Location.BABY_FACTS
        },
    }


def _answers(yes, no, asked):
    return {YES: yes, UNKNOWN: asked & ~yes & ~no}


def groups(answers):
    """`(groups, not_known)` of the filters, as `core.lists.filters.AllOf` needs them."""
    groups, not_known = {}, {}
    for name, facts in (("baby", BABY), ("easy", EASY)):
        groups[name] = {
            value: answers[question].get(answer, 0) for value, (question, answer) in facts.items()
        }
        not_known[name] = {
            value: answers[question].get(UNKNOWN, 0) for value, (question, _answer) in facts.items()
        }
    return groups, not_known
