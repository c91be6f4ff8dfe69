"""The form beside the upload box."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from shipby.shop.reads import AccountRow
from shipby.web.imports.uploads import SealedUpload

ENCODINGS = (
    ("", _("Find out")),
    ("utf-8", "UTF-8"),
    ("cp1252", _("Western European (Windows-1252)")),
    ("cp932", _("Japanese (Shift_JIS)")),
    ("utf-16", "UTF-16"),
)


class UploadForm(forms.Form):
    """A file, and what it does not say of itself. ``made_at`` is typed in the zone of the warehouse."""

    file = forms.FileField(label=_("Report"), allow_empty_file=True)
    account = forms.TypedChoiceField(label=_("Seller account"), required=False, coerce=int, empty_value=None)
    encoding = forms.ChoiceField(label=_("Encoding"), required=False, choices=ENCODINGS)
    made_at = forms.DateTimeField(
        label=_("Made at"),
        required=False,
        help_text=_("When the report was made at Amazon, if that is some time ago."),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def __init__(self, *args: Any, accounts: list[AccountRow], zone: ZoneInfo, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone, self._now = zone, now
        choices = [(account.id, account.name) for account in accounts]
        field = self.fields["account"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = choices if len(choices) < 2 else [("", _("Choose an account")), *choices]
        field.required = len(choices) > 1
        self.has_accounts = len(choices) > 1

    def clean_file(self) -> SealedUpload:
        """Only what came through the sealing handler is taken."""
        upload = self.cleaned_data["file"]
        assert isinstance(upload, SealedUpload)
        return upload

    def clean_made_at(self) -> datetime | None:
        """The instant that was typed, in the warehouse's zone."""
        typed: datetime | None = self.cleaned_data["made_at"]
        if typed is None:
            return None
        made_at = typed.replace(tzinfo=self._zone)
        if made_at > self._now:
            raise forms.ValidationError(_("This time has not come yet."))
        return made_at
