"""Tables of the shop: people, seller accounts, stores, warehouses, settings."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from shipby.shop.rules import AccountKind, Role


class Shop(models.Model):
    """One seller's business: the wall that no page, file or query of another shop crosses."""

    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    setup_done = ArrayField(models.CharField(max_length=20), default=list)
    """Set-up steps that were finished or skipped: ``store``, ``warehouse``, ``people``."""


class PersonManager(BaseUserManager["Person"]):
    """Finds people by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """A person who signs in. One e-mail, one role, one shop; no shared accounts (amazon-policy 7.2)."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="people")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    password_changed_at = models.DateTimeField(null=True, blank=True)
    theme = models.CharField(max_length=6, default="")
    """``light``, ``dark``, or empty: the system's."""
    density = models.CharField(max_length=8, default="")
    language = models.CharField(max_length=10, default="")
    single_keys = models.BooleanField(default=True)
    own_keys = models.JSONField(default=dict)
    """Shortcut -> the key that this person presses for it, where that is another one."""
    queue_columns = ArrayField(models.CharField(max_length=20), default=list)
    """Columns of the queue in their order (``shop.rules.profile.COLUMNS``); empty = as they come."""
    page_size = models.PositiveSmallIntegerField(default=50)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="shop_person_email_once"),
            models.CheckConstraint(condition=Q(role__in=[*map(str, Role)]), name="shop_person_role_known"),
        ]

    def __repr__(self) -> str:
        return f"<Person {self.pk}>"


class PastPassword(models.Model):
    """Hashes of a person's earlier passwords: the last ten are not used again (amazon-policy 7.2)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=256)
    replaced_at = models.DateTimeField()


class SignInTry(models.Model):
    """Failed sign-ins in a row for one e-mail, known or not: both are counted and locked alike.

    The e-mail itself is not kept, only a keyed hash of it. A try is counted before its password is looked at, so
    that guesses at the same moment cannot pass the limit together.
    """

    email_hash = models.CharField(max_length=64, unique=True)
    failed = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)


class SellerAccount(models.Model):
    """One selling partner in one Amazon region; worked by files until API access is connected."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="accounts")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=6, default=AccountKind.FILE.value)
    region = models.CharField(max_length=2, blank=True, default="")
    seller_id = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("shop", Lower("name"), name="shop_account_name_once"),
            models.CheckConstraint(condition=Q(kind__in=[*map(str, AccountKind)]), name="shop_account_kind_known"),
        ]


class Access(models.Model):
    """How a seller account is reached at Amazon: the application's keys, sealed, and what its last test said.

    ``endpoint`` and ``login_url`` are empty for Amazon's own addresses of the account's region.
    """

    account = models.OneToOneField(SellerAccount, on_delete=models.PROTECT, related_name="access")
    endpoint = models.CharField(max_length=200, blank=True, default="")
    login_url = models.CharField(max_length=200, blank=True, default="")
    client_id = models.CharField(max_length=200)
    key_id = models.CharField(max_length=80)
    sealed_secret = models.BinaryField()
    sealed_refresh_token = models.BinaryField()
    secret_set_at = models.DateTimeField()
    """Since when the client secret is in use: it ends 180 days later (sp-api 1.1)."""
    data_sets = ArrayField(models.CharField(max_length=20), default=list)
    """Names of what Amazon showed at the last test: ``address``, ``buyer`` (sp-api 1.4)."""
    tested_at = models.DateTimeField(null=True)
    trouble_code = models.CharField(max_length=60, blank=True, default="")
    """Why Amazon lets us in no more; empty = it does."""
    trouble_text = models.CharField(max_length=300, blank=True, default="")
    trouble_at = models.DateTimeField(null=True)


class Warehouse(models.Model):
    """Where orders are packed: address, time zone and working days. Days are ISO weekdays, 1 = Monday."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="warehouses")
    name = models.CharField(max_length=80)
    company = models.CharField(max_length=120, blank=True, default="")
    address_line_1 = models.CharField(max_length=180, blank=True, default="")
    address_line_2 = models.CharField(max_length=180, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    region = models.CharField(max_length=80, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    time_zone = models.CharField(max_length=40, default="UTC")
    working_days = ArrayField(models.PositiveSmallIntegerField(), default=list)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("shop", Lower("name"), name="shop_warehouse_name_once"),
            models.UniqueConstraint("shop", condition=Q(is_default=True), name="shop_warehouse_one_default"),
        ]


class Store(models.Model):
    """A seller account in one marketplace: its zone, currency and language."""

    account = models.ForeignKey(SellerAccount, on_delete=models.PROTECT, related_name="stores")
    marketplace_id = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=10)
    warehouse = models.ForeignKey(Warehouse, null=True, blank=True, on_delete=models.SET_NULL, related_name="stores")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("account", "marketplace_id", name="shop_store_once_per_marketplace")]


class Figure(models.Model):
    """One of Amazon's numbers or of ours, as data: name, value, from when, where it was read.

    ``marketplace_id`` is empty where it holds everywhere. The row with the latest ``valid_from`` not after
    today holds. Amazon changed twenty of them between 2020 and 2026, so none is a constant in code.
    """

    name = models.CharField(max_length=60)
    marketplace_id = models.CharField(max_length=20, blank=True, default="")
    value = models.JSONField()
    valid_from = models.DateField()
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint("name", "marketplace_id", "valid_from", name="shop_figure_once_per_day")]


class ApiToken(models.Model):
    """A key for scripts, with the rights of the person who made it. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=32, unique=True)
    """SHA-256 of the token: it has 256 random bits, so nobody can try them out."""
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    """When it was last used, to the hour."""
    revoked_at = models.DateTimeField(null=True)
