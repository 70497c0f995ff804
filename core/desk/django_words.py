"""Sentences of Django that our catalogues say otherwise; nothing here is called.

Django puts the name of a kind of row into its sentences (“De {name} is gewijzigd”), which is wrong
for half of the nouns of Dutch and French, and it speaks of objects and items to people with “u”.
The texts of the project come before those of Django: a message that stands here is in our
catalogues, where it leaves such names out, or puts them where no article is needed.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

# Titles of the pages of a row
_("Add %s")
_("Add %(name)s")
_("Change %s")
_("View %s")
_("Change history: %s")
_("%(app)s administration")
_("Add another %(verbose_name)s")
_("View on site")
_("Breadcrumbs")

# After saving
_("The {name} “{obj}” was added successfully.")
_("You may edit it again below.")
_("The {name} “{obj}” was added successfully. You may add another {name} below.")
_("The {name} “{obj}” was changed successfully. You may edit it again below.")
_("The {name} “{obj}” was changed successfully. You may add another {name} below.")
_("The {name} “{obj}” was changed successfully.")
_("The %(name)s “%(obj)s” was deleted successfully.")
_("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?")
ngettext_lazy("Please correct the error below.", "Please correct the errors below.", "count")

# Buttons
_("Save and add another")
_("Save and continue editing")
_("Save and view")
_("Add another %(model)s")
_("Change selected %(model)s")
_("View selected %(model)s")
_("Delete selected %(model)s")
_("Hold down “Control”, or “Command” on a Mac, to select more than one.")

# Lists
_("Delete selected %(verbose_name_plural)s")
_("Successfully deleted %(count)d %(items)s.")
_("Items must be selected in order to perform actions on them. No items have been changed.")
_("No action selected.")
_("Select this object for an action - {}")
_("Select all objects on this page for an action")
_("Run the selected action")
_("Go")
_("Click here to select the objects across all pages")
_("Select all %(total_count)s %(module_name)s")
_("Clear selection")

# Before deleting
_("Are you sure?")
_("Delete multiple objects")
_("Cannot delete %(name)s")
_("Objects")
_("Yes, I’m sure")
_("No, take me back")
_(
    'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? '
    "All of the following related items will be deleted:"
)
_(
    "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related objects, "
    "but your account doesn't have permission to delete the following types of objects:"
)
_(
    "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following "
    "protected related objects:"
)
_(
    "Are you sure you want to delete the selected %(objects_name)s? "
    "All of the following objects and their related items will be deleted:"
)
_(
    "Deleting the selected %(objects_name)s would result in deleting related objects, "
    "but your account doesn't have permission to delete the following types of objects:"
)
_(
    "Deleting the selected %(objects_name)s would require deleting the following protected "
    "related objects:"
)

# Accounts: what the groups of `core.roles` and their rights are called
_("group")
_("groups")
_("Groups")
_("Authentication and Authorization")
