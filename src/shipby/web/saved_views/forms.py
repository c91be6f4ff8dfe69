"""The form of a saved view."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from shipby.orders.rules.query import BadFilter
from shipby.orders.rules.saved_views import LONGEST_NAME
from shipby.shop.rules import Permission, Role, may
from shipby.web.queue.asked import LONGEST_TYPED
from shipby.web.queue.filters import bad_of
from shipby.web.settings.forms import ROLES, SettingsForm
from shipby.words.refusals import Refusal


class ViewForm(SettingsForm):
    """Name, filter, who sees it. ``may_share`` and ``may_land`` leave out what the person can't say."""

    field_of: ClassVar = {
        "bad_view_name": "name",
        "view_name_taken": "name",
        "too_many_views": "name",
        "view_is_private": "is_shared",
    }

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    query = forms.CharField(
        label=_("Filter as text"),
        max_length=LONGEST_TYPED,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    sort = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    is_pinned = forms.BooleanField(label=_("Show as a tab"), required=False)
    is_shared = forms.BooleanField(label=_("Share with everybody at the desk"), required=False)
    landing_roles = forms.MultipleChoiceField(
        label=_("What these see first"),
        choices=[(role, label) for role, label in ROLES if may(Role(role), Permission.SEE_ORDERS)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For shared views. Each role sees one view first."),
    )

    def __init__(self, *args: Any, may_share: bool, may_land: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]
        if not may_land:
            del self.fields["landing_roles"]

    def say_no(self, refusal: Refusal) -> None:
        """A filter that can't be read says so beside it, with the word that is not understood."""
        if isinstance(refusal, BadFilter):
            bad = bad_of(refusal, self.data.get("query", ""))
            self.add_error("query", f"{bad.sentence} {bad.remedy}")
        else:
            super().say_no(refusal)
