"""Which look a document gets, and what no template may say."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.documents.rules.look import Look, Looks
from shipby.documents.rules.template import (
    ORDERED,
    PAPERS,
    PARTS,
    BadTemplate,
    Kind,
    OwnWords,
    Part,
    Template,
    TextSize,
    as_data,
    default_template,
    read_template,
)

SHOP_S = Look(Template(Kind.PACKING_SLIP, words={"": OwnWords("", "From the shop")}))
STORE_S = Look(Template(Kind.PACKING_SLIP, words={"": OwnWords("", "From the store")}))


def test_a_store_s_own_look_goes_before_the_shop_s_and_that_before_the_first_one() -> None:
    looks = Looks(Kind.PACKING_SLIP, {None: SHOP_S, 7: STORE_S})

    assert looks.of(7) is STORE_S
    assert looks.of(8) is SHOP_S
    assert looks.of(None) is SHOP_S
    assert Looks(Kind.PACKING_SLIP, {7: STORE_S}).of(8) == Look(default_template(Kind.PACKING_SLIP))


@st.composite
def _templates(draw: st.DrawFn) -> Template:
    kind = draw(st.sampled_from(Kind))
    order = tuple(draw(st.permutations(ORDERED[kind])))
    return Template(
        kind,
        draw(st.sampled_from((None, *PAPERS[kind]))),
        draw(st.sampled_from(TextSize)),
        draw(st.frozensets(st.sampled_from(PARTS[kind]))),
        draw(
            st.dictionaries(
                st.sampled_from(("", "de", "ja")), st.builds(OwnWords, st.text("abc é東 ", max_size=30), st.just("x"))
            )
        ),
        () if order == ORDERED[kind] else order,
    )


@given(_templates())
def test_every_template_is_read_back_as_it_was_written(template: Template) -> None:
    assert read_template(as_data(template)) == template


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "packing_slip", "order": "sku"}, "order"),
        ({"kind": "packing_slip", "order": ["sku", "asin"]}, "order"),
        ({"kind": "packing_slip", "order": ["sku", "sku", "bin"]}, "order"),
        ({"kind": "address_label", "order": ["sku"]}, "order"),
        ({"kind": "packing_slip", "words": {"": {"foot": "a\0b"}}}, "words"),
        ({"kind": "packing_slip", "words": {"": {"foot": "a\ud800b"}}}, "words"),
        ({"kind": "packing_slip", "logo": "/etc/passwd"}, "logo"),
        ({"kind": "packing_slip", "paper": ["a4"]}, "paper"),
        (None, "template"),
        ([], "template"),
    ],
)
def test_what_no_template_has_is_refused_by_name(data: Any, field: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        read_template(data)
    assert refused.value.params["field"] == field


def test_codes_stand_in_the_order_chosen_and_only_those_that_are_shown() -> None:
    look = Template(Kind.PACKING_SLIP, shows=frozenset({Part.SKU, Part.BIN}), order=(Part.BIN, Part.ASIN, Part.SKU))

    assert look.codes == (Part.BIN, Part.SKU)
