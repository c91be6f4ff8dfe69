"""Changes of the shop's own tables. Called by acts inside their transaction; nothing is decided here."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from shipby.intake.rules.imports import HOUSE
from shipby.keys.ring import key_ring
from shipby.keys.sealing import seal
from shipby.shop.models import Access, ApiToken, Figure, PastPassword, Person, SellerAccount, Shop, SignInTry, Store, Warehouse
from shipby.shop.rules.access import access_place
from shipby.shop.rules.passwords import PAST_PASSWORDS_KEPT
from shipby.shop.rules.roles import AccountKind, Role
from shipby.shop.rules.sign_in import Tries
from shipby.words.marketplaces import Marketplace


def _in_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("writes of the shop need an open transaction")


def lock_shop(shop_id: int) -> bool:
    """Hold the shop's row, so that two people change its settings one after the other; false = no such shop. One query."""
    _in_transaction()
    return Shop.objects.select_for_update().filter(id=shop_id).values_list("id").first() is not None


def add_shop(*, name: str, now: datetime) -> int:
    """A new shop; its id."""
    _in_transaction()
    return Shop.objects.create(name=name, created_at=now).pk


def save_setup_done(shop_id: int, steps: Sequence[str]) -> None:
    """Which set-up steps are behind the shop."""
    _in_transaction()
    Shop.objects.filter(id=shop_id).update(setup_done=list(steps))


def save_shop_name(shop_id: int, name: str) -> None:
    """The shop's name."""
    _in_transaction()
    Shop.objects.filter(id=shop_id).update(name=name)


def add_person(*, shop_id: int, name: str, email: str, role: Role, password: str, now: datetime) -> int:
    """A new person; ``password`` is hashed already, or unusable while an invitation waits. Their id."""
    _in_transaction()
    changed_at = None if password.startswith("!") else now
    person = Person(
        shop_id=shop_id,
        name=name,
        email=email,
        role=role.value,
        password=password,
        created_at=now,
        password_changed_at=changed_at,
    )
    person.save()
    return person.pk


def save_person(person_id: int, **columns: Any) -> None:
    """Some columns of a person."""
    _in_transaction()
    Person.objects.filter(id=person_id).update(**columns)


def add_token(*, person_id: int, name: str, digest: bytes, at: datetime) -> int:
    """Keep a token's digest; its key."""
    _in_transaction()
    return ApiToken.objects.create(person_id=person_id, name=name, digest=digest, made_at=at).pk


def end_token(person_id: int, token_id: int, *, at: datetime) -> bool:
    """Revoke a token of this person; whether it was in force."""
    _in_transaction()
    return bool(ApiToken.objects.filter(id=token_id, person_id=person_id, revoked_at__isnull=True).update(revoked_at=at))


def note_token_use(token_id: int, *, at: datetime) -> None:
    """Write down when it was last used."""
    _in_transaction()
    ApiToken.objects.filter(id=token_id).update(used_at=at)


def lock_password(person_id: int) -> tuple[str, list[str]] | None:
    """Hold a person's row: the hash in force and the hashes kept of earlier ones, newest first. Two queries."""
    _in_transaction()
    row = Person.objects.select_for_update().filter(id=person_id).values_list("password").first()
    if row is None:
        return None
    past = PastPassword.objects.filter(person_id=person_id).order_by("-replaced_at", "-id").values_list("password", flat=True)
    return row[0], list(past[:PAST_PASSWORDS_KEPT])


def save_password(person_id: int, *, password: str, replaced: str, now: datetime) -> None:
    """A new hash; the replaced one is kept among the last ten, older ones go."""
    _in_transaction()
    Person.objects.filter(id=person_id).update(password=password, password_changed_at=now)
    if replaced and not replaced.startswith("!"):
        PastPassword.objects.create(person_id=person_id, password=replaced, replaced_at=now)
    # The one in force is the tenth.
    kept = PastPassword.objects.filter(person_id=person_id).order_by("-replaced_at", "-id").values_list("id", flat=True)
    PastPassword.objects.filter(person_id=person_id).exclude(id__in=list(kept[: PAST_PASSWORDS_KEPT - 1])).delete()


def save_rehashed(person_id: int, password: str) -> None:
    """The same password with today's hasher: no change of password."""
    _in_transaction()
    Person.objects.filter(id=person_id).update(password=password)


def lock_tries(email_hash: str, *, now: datetime) -> Tries:
    """Hold the failed sign-ins of one e-mail, so that guesses at the same moment are counted one by one."""
    _in_transaction()
    SignInTry.objects.bulk_create([SignInTry(email_hash=email_hash, last_at=now)], ignore_conflicts=True)
    row = SignInTry.objects.select_for_update().filter(email_hash=email_hash).values_list("failed", "last_at", "locked_at").get()
    failed, last_at, locked_at = row
    return Tries(failed, last_at if failed else None, locked_at)


def save_tries(email_hash: str, tries: Tries) -> None:
    """Failed sign-ins of one e-mail."""
    _in_transaction()
    SignInTry.objects.filter(email_hash=email_hash).update(failed=tries.failed, last_at=tries.last_at, locked_at=tries.locked_at)


def drop_tries(email_hash: str) -> None:
    """Forget the failed sign-ins of one e-mail: signed in, unlocked, or a new password."""
    _in_transaction()
    SignInTry.objects.filter(email_hash=email_hash).delete()


def add_account(*, shop_id: int, name: str, kind: AccountKind, region: str, now: datetime) -> int:
    """A new seller account; its id."""
    _in_transaction()
    return SellerAccount.objects.create(shop_id=shop_id, name=name, kind=kind.value, region=region, created_at=now).pk


def save_account(account_id: int, **columns: Any) -> None:
    """Some columns of a seller account."""
    _in_transaction()
    SellerAccount.objects.filter(id=account_id).update(**columns)


def add_store(*, account_id: int, marketplace: Marketplace, now: datetime) -> tuple[int, bool]:
    """The account's store in a marketplace, with the marketplace's zone, currency and language; its id, and whether it is new."""
    _in_transaction()
    store, is_new = Store.objects.get_or_create(
        account_id=account_id,
        marketplace_id=marketplace.id,
        defaults={
            "name": marketplace.sales_channel,
            "time_zone": marketplace.time_zone,
            "currency": marketplace.currency,
            "language": marketplace.language,
            "created_at": now,
        },
    )
    return store.pk, is_new


def save_store(store_id: int, **columns: Any) -> None:
    """Some columns of a store."""
    _in_transaction()
    Store.objects.filter(id=store_id).update(**columns)


def add_warehouse(*, shop_id: int, now: datetime, **columns: Any) -> int:
    """A new warehouse; its id."""
    _in_transaction()
    return Warehouse.objects.create(shop_id=shop_id, created_at=now, **columns).pk


def save_warehouse(warehouse_id: int, **columns: Any) -> None:
    """Some columns of a warehouse."""
    _in_transaction()
    Warehouse.objects.filter(id=warehouse_id).update(**columns)


def save_default_warehouse(shop_id: int, warehouse_id: int) -> None:
    """Make one warehouse the default, and no other."""
    _in_transaction()
    Warehouse.objects.filter(shop_id=shop_id, is_default=True).exclude(id=warehouse_id).update(is_default=False)
    Warehouse.objects.filter(shop_id=shop_id, id=warehouse_id).update(is_default=True)


def save_figure(*, name: str, marketplace_id: str, value: object, valid_from: date, source: str) -> None:
    """A figure's value from a day on; entered again for the same day, the later entry holds."""
    _in_transaction()
    Figure.objects.update_or_create(
        name=name, marketplace_id=marketplace_id, valid_from=valid_from, defaults={"value": value, "source": source}
    )


# -- access to Amazon


def save_access(account_id: int, *, secret: str, refresh_token: str, now: datetime, is_new_secret: bool, **columns: Any) -> None:
    """An account's keys to Amazon, sealed with the house's key; other columns as they are named. Three statements."""
    _in_transaction()
    key = key_ring().key_for(HOUSE, None)
    sealed = {
        "key_id": key.id,
        "sealed_secret": seal(key, secret.encode(), bound_to=access_place(account_id, "secret")),
        "sealed_refresh_token": seal(key, refresh_token.encode(), bound_to=access_place(account_id, "token")),
    }
    set_at = {"secret_set_at": now} if is_new_secret else {}
    trouble = {"trouble_code": "", "trouble_text": "", "trouble_at": None}
    Access.objects.update_or_create(
        account_id=account_id,
        defaults=columns | sealed | set_at | trouble,
        create_defaults=columns | sealed | {"secret_set_at": now},
    )


def change_access(account_id: int, **columns: Any) -> None:
    """Some columns of an access that are no secrets. One statement."""
    _in_transaction()
    Access.objects.filter(account_id=account_id).update(**columns)
