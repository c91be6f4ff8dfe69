"""Saved looks: what holds is what was saved last, what was before can be had again, and nobody sees another shop's."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from shipby.actions.keep_logo import keep_logo
from shipby.actions.restore_template import restore_template
from shipby.actions.save_template import save_template
from shipby.documents.models import Logo, Version
from shipby.documents.reads import current_versions, logo_of, looks_of, versions_of
from shipby.documents.rules.logo import LogoGone, NotAPicture
from shipby.documents.rules.look import MOST_VERSIONS
from shipby.documents.rules.template import (
    BadTemplate,
    Kind,
    OwnWords,
    PaperSize,
    Template,
    UnknownPlace,
    as_data,
    default_template,
)
from shipby.journal.models import Event
from shipby.shop.rules.settings import ChangedMeanwhile, NotHere
from tests.conftest import NOW
from tests.rooms.shipping.world import NORA, World, a_world

SLIP = Kind.PACKING_SLIP
A6 = Template(SLIP, PaperSize.A6)


def a_picture(colour: str = "teal") -> bytes:
    into = BytesIO()
    Image.new("RGB", (300, 90), colour).save(into, "PNG")
    return into.getvalue()


def _save(world: World, template: Template, *, store_id: int | None = None, logo: str = "", seen: str | None = None) -> int:
    return save_template(
        shop_id=world.scope.shop_id, store_id=store_id, data=as_data(template), logo=logo, seen=seen, actor=NORA, now=NOW
    )


def _restore(world: World, number: int, *, store_id: int | None = None, seen: str | None = None) -> int:
    return restore_template(
        shop_id=world.scope.shop_id, kind=SLIP, store_id=store_id, number=number, seen=seen, actor=NORA, now=NOW
    )


@pytest.mark.django_db
def test_what_was_saved_last_holds_and_the_journal_knows_who() -> None:
    world = a_world()

    assert looks_of(world.scope.shop_id, SLIP).of(world.store_id).template == default_template(SLIP)
    assert _save(world, A6, seen="0") == 1
    assert _save(world, replace(A6, words={"de": OwnWords("", "Danke für {order}")}), seen="1") == 2

    assert looks_of(world.scope.shop_id, SLIP).of(world.store_id).template.words["de"].foot == "Danke für {order}"
    assert [row.number for row in versions_of(world.scope.shop_id, SLIP, None)] == [2, 1]
    event = Event.objects.filter(kind="template_saved").latest("id")
    assert (event.actor_name, event.details["number"]) == ("Nora", 2)
    assert "Danke" not in str(event.details)


@pytest.mark.django_db
def test_the_same_form_sent_again_saves_nothing_and_an_older_page_is_refused() -> None:
    world = a_world()
    _save(world, A6, seen="0")

    assert _save(world, A6, seen="0") == 1
    with pytest.raises(ChangedMeanwhile):
        _save(world, default_template(SLIP), seen="0")

    assert Version.objects.count() == 1


@pytest.mark.django_db
def test_a_store_has_its_own_look_until_it_is_given_up() -> None:
    world = a_world()
    _save(world, A6)
    _save(world, replace(A6, paper=PaperSize.LETTER), store_id=world.store_id)

    looks = looks_of(world.scope.shop_id, SLIP)
    assert looks.of(world.store_id).template.paper is PaperSize.LETTER
    assert looks.of(None).template.paper is PaperSize.A6

    _restore(world, 0, store_id=world.store_id)
    assert looks_of(world.scope.shop_id, SLIP).of(world.store_id).template.paper is PaperSize.A6
    assert current_versions(world.scope.shop_id)[SLIP, world.store_id].template is None


@pytest.mark.django_db
def test_an_older_version_comes_back_with_its_logo_and_what_held_can_be_had_again() -> None:
    world = a_world()
    logo = keep_logo(shop_id=world.scope.shop_id, content=a_picture(), actor=NORA, now=NOW)
    _save(world, A6, logo=logo)
    _save(world, default_template(SLIP))

    assert _restore(world, 1, seen="2") == 3
    assert looks_of(world.scope.shop_id, SLIP).of(None).logo == logo_of(world.scope.shop_id, logo) != b""
    assert _restore(world, 1, seen="2") == 3, "asked twice, done once"
    with pytest.raises(ChangedMeanwhile):
        _restore(world, 2, seen="2")
    with pytest.raises(NotHere):
        _restore(world, 9)
    assert _restore(world, 2, seen="3") == 4
    assert looks_of(world.scope.shop_id, SLIP).of(None).logo == b""


@pytest.mark.django_db
def test_what_can_t_be_is_refused_and_nothing_is_saved() -> None:
    world, other = a_world(), a_world(name="Other")
    theirs = keep_logo(shop_id=other.scope.shop_id, content=a_picture(), actor=NORA, now=NOW)

    with pytest.raises(LogoGone):
        _save(world, A6, logo=theirs)
    with pytest.raises(NotHere):
        _save(world, A6, store_id=other.store_id)
    with pytest.raises(NotHere):
        _restore(world, 0, store_id=other.store_id)
    for data, refusal in (
        (as_data(A6) | {"script": "x"}, BadTemplate),
        (as_data(A6) | {"words": {"": {"head": "{buyer}", "foot": ""}}}, UnknownPlace),
    ):
        with pytest.raises(refusal):
            save_template(shop_id=world.scope.shop_id, store_id=None, data=data, actor=NORA, now=NOW)
    with pytest.raises(NotAPicture):
        keep_logo(shop_id=world.scope.shop_id, content=b"<svg/>", actor=NORA, now=NOW)

    assert logo_of(world.scope.shop_id, theirs) == b""
    assert Version.objects.count() == 0
    assert Logo.objects.filter(shop_id=world.scope.shop_id).count() == 0


@pytest.mark.django_db
def test_a_logo_that_no_template_took_is_forgotten_after_a_day_and_a_used_one_stays() -> None:
    world = a_world()
    used, unused = (
        keep_logo(shop_id=world.scope.shop_id, content=a_picture(colour), actor=NORA, now=NOW) for colour in ("red", "blue")
    )
    _save(world, A6, logo=used)

    new = keep_logo(shop_id=world.scope.shop_id, content=a_picture("green"), actor=NORA, now=NOW + timedelta(days=2))

    assert logo_of(world.scope.shop_id, unused) == b""
    assert logo_of(world.scope.shop_id, used)
    assert logo_of(world.scope.shop_id, new)


@pytest.mark.django_db
def test_old_versions_go_and_numbers_go_on(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    world = a_world()
    for number in range(MOST_VERSIONS + 3):
        _save(world, replace(A6, words={"": OwnWords("", f"No {number}")}))

    kept = versions_of(world.scope.shop_id, SLIP, None)
    assert [row.number for row in kept] == list(range(MOST_VERSIONS + 3, 3, -1))
    with django_assert_num_queries(1):
        looks_of(world.scope.shop_id, SLIP)


@pytest.mark.django_db
def test_a_version_has_one_number_even_where_it_is_for_every_store() -> None:
    world = a_world()
    row = {"shop_id": world.scope.shop_id, "kind": "packing_slip", "number": 1, "saved_by": "Nora", "saved_at": NOW}
    Version.objects.create(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(**row)
