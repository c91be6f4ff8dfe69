"""The fixed words of a pick list, in the language of who prints it."""

from django.utils.translation import gettext

from shipby.paper.facts import PickWords


def pick_words() -> PickWords:
    """Words for :func:`shipby.paper.pick_list.pick_list`; places are filled by the paper."""
    return PickWords(
        pick_list=gettext("Pick list"),
        bin=gettext("Bin"),
        quantity=gettext("Qty"),
        item=gettext("Item"),
        orders=gettext("Orders"),
        page_of=gettext("page %(page)s of %(pages)s"),
        totals=gettext("Lines: %(lines)s. Units: %(units)s. Orders: %(orders)s."),
        no_bin=gettext("no bin"),
    )
