"""Fields of the settings. They only gather text; what may stand there is decided by ``shop.rules``."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shipby.shop.reads import AccountRow, FigureRow, PersonRow, StoreRow, WarehouseRow
from shipby.shop.rules.figures import FIGURES, Unit
from shipby.shop.rules.roles import Role
from shipby.shop.rules.settings import NotHere
from shipby.shop.rules.warehouses import WarehouseDraft
from shipby.web.say import say
from shipby.words.marketplaces import MARKETPLACES
from shipby.words.refusals import Refusal

ROLES: Final = (
    (Role.OWNER.value, _("Owner: everything")),
    (Role.DESK.value, _("Desk: everything but settings")),
    (Role.PACKER.value, _("Packer: pick and pack only")),
    (Role.VIEWER.value, _("Viewer: looks on, sees no personal data")),
)
REGIONS: Final = (("", _("Not known yet")), ("NA", _("North America")), ("EU", _("Europe")), ("FE", _("Far East")))
DAYS: Final = (
    (1, _("Mon")),
    (2, _("Tue")),
    (3, _("Wed")),
    (4, _("Thu")),
    (5, _("Fri")),
    (6, _("Sat")),
    (7, _("Sun")),
)


class SettingsForm(forms.Form):
    """One card. ``seen`` is the version of what it showed, so that two tabs do not overwrite each other."""

    field_of: ClassVar[Mapping[str, str]] = {}
    """Which field a refusal belongs to, by its code; every other one stands above the fields."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def say_no(self, refusal: Refusal) -> None:
        """Put a refusal where it belongs; what was typed stays."""
        self.add_error(self.field_of.get(refusal.code), say(refusal))

    def saves(self, act: Callable[[dict[str, Any]], object]) -> bool:
        """Whether the fields are readable and the act took them; else the reasons stand beside the fields.

        Raises:
            NotHere: it is not of this shop: the view answers 404.
        """
        if not self.is_valid():
            return False
        try:
            act(self.cleaned_data)
        except NotHere:
            raise
        except Refusal as refusal:
            self.say_no(refusal)
            return False
        return True


def _text(label: Any, most: int, *, required: bool = True, **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, widget=forms.TextInput(attrs={"autocomplete": "off"} | attrs)
    )


class AccountForm(SettingsForm):
    """A seller account."""

    field_of: ClassVar = {"name_missing": "name", "name_taken": "name", "unknown_region": "region", "bad_seller_id": "seller_id"}

    name = _text(_("Name"), 80)
    region = forms.ChoiceField(label=_("Region"), choices=REGIONS, required=False)
    seller_id = _text(_("Seller id"), 40, required=False, spellcheck="false")

    @classmethod
    def of(cls, row: AccountRow) -> "AccountForm":
        """The form of an account as it stands."""
        facts = {"name": row.name, "region": row.region, "seller_id": row.seller_id, "seen": row.version}
        return cls(initial=facts, auto_id=f"account-{row.id}-%s")


class NewAccountForm(SettingsForm):
    """A seller account to be, with its first store."""

    field_of: ClassVar = {
        "name_missing": "name",
        "name_taken": "name",
        "unknown_marketplace": "marketplace_id",
        "wrong_region": "marketplace_id",
    }

    name = _text(_("Name of the seller account"), 80)
    marketplace_id = forms.ChoiceField(
        label=_("Sells on"),
        choices=[(row.id, row.sales_channel) for row in MARKETPLACES],
        help_text=_("More stores can be added later; an import adds those it meets."),
    )


class NewStoreForm(SettingsForm):
    """A store to be."""

    field_of: ClassVar = {"unknown_marketplace": "marketplace_id", "wrong_region": "marketplace_id"}

    marketplace_id = forms.ChoiceField(label=_("Add a store on"), choices=[(row.id, row.sales_channel) for row in MARKETPLACES])


class StoreForm(SettingsForm):
    """A store."""

    field_of: ClassVar = {"name_missing": "name", "unknown_zone": "time_zone"}

    name = _text(_("Name"), 80)
    time_zone = _text(_("Time zone"), 40, list="zones", spellcheck="false")
    warehouse_id = forms.TypedChoiceField(label=_("Packed in"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, warehouses: list[WarehouseRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["warehouse_id"]
        field.choices = [("", _("The default warehouse")), *((row.id, row.name) for row in warehouses)]

    @classmethod
    def of(cls, row: StoreRow, warehouses: list[WarehouseRow]) -> "StoreForm":
        """The form of a store as it stands."""
        facts = {"name": row.name, "time_zone": row.time_zone, "warehouse_id": row.warehouse_id, "seen": row.version}
        return cls(initial=facts, auto_id=f"store-{row.id}-%s", warehouses=warehouses)


class WarehouseForm(SettingsForm):
    """A warehouse."""

    field_of: ClassVar = {
        "name_missing": "name",
        "name_taken": "name",
        "unknown_zone": "time_zone",
        "bad_working_days": "working_days",
        "bad_country": "country",
    }

    name = _text(_("Name"), 80)
    time_zone = _text(_("Time zone"), 40, list="zones", spellcheck="false")
    working_days = forms.TypedMultipleChoiceField(
        label=_("Working days"), choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    company = _text(_("Company"), 120, required=False)
    address_line_1 = _text(_("Street and number"), 180, required=False)
    address_line_2 = _text(_("Address, second line"), 180, required=False)
    postcode = _text(_("Postal code"), 20, required=False)
    city = _text(_("City"), 80, required=False)
    region = _text(pgettext_lazy("part of an address", "State or region"), 80, required=False)
    country = _text(_("Country, two letters"), 2, required=False)
    is_default = forms.BooleanField(label=_("Default warehouse"), required=False)

    plain = ("company", "address_line_1", "address_line_2", "postcode", "city", "region", "country")

    @classmethod
    def of(cls, row: WarehouseRow) -> "WarehouseForm":
        """The form of a warehouse as it stands."""
        names = ("name", "time_zone", "working_days", "is_default", *cls.plain)
        facts = {name: getattr(row, name) for name in names} | {"seen": row.version}
        return cls(initial=facts, auto_id=f"warehouse-{row.id}-%s")

    def address(self) -> list[forms.BoundField]:
        """The fields of the address, in the order of an envelope."""
        return [self[name] for name in self.plain]

    @staticmethod
    def draft(values: Mapping[str, Any]) -> WarehouseDraft:
        """The warehouse that the values describe."""
        names = ("name", "time_zone", "working_days", *WarehouseForm.plain)
        return WarehouseDraft(**{name: values[name] for name in names})


class PersonForm(SettingsForm):
    """A person."""

    field_of: ClassVar = {"name_missing": "name", "unknown_role": "role", "last_owner": "role"}

    name = _text(_("Name"), 120)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    is_active = forms.BooleanField(label=_("May sign in"), required=False)

    @classmethod
    def of(cls, row: PersonRow) -> "PersonForm":
        """The form of a person as they stand."""
        facts = {"name": row.name, "role": row.role.value, "is_active": row.is_active, "seen": row.version}
        return cls(initial=facts, auto_id=f"person-{row.id}-%s")


class InviteForm(SettingsForm):
    """Somebody to let in."""

    field_of: ClassVar = {"name_missing": "name", "bad_email": "email", "email_taken": "email", "unknown_role": "role"}

    name = _text(_("Name"), 120)
    email = _text(_("E-mail"), 254, inputmode="email", spellcheck="false")
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.DESK.value)


class FigureForm(SettingsForm):
    """A new value of a figure."""

    field_of: ClassVar = {"bad_figure": "value", "bad_day": "valid_from", "name_missing": "source"}

    value = _text(_("New value"), 20, inputmode="decimal")
    valid_from = forms.DateField(label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    source = _text(_("Where it was read"), 120)

    @classmethod
    def of(cls, row: FigureRow, data: Any = None) -> "FigureForm":
        """The form of a figure as it holds."""
        form = cls(data, initial={"seen": row.version}, auto_id=f"figure-{row.name}-%s")
        if FIGURES[row.name].unit is Unit.YES_OR_NO:
            form.fields["value"] = forms.ChoiceField(label=_("New value"), choices=(("1", _("Yes")), ("0", _("No"))))
        return form
