"""Tables of orders. Statuses, service levels and programs are Amazon's open sets: plain text, never ``choices``."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q


class Order(models.Model):
    """One order as Amazon last told it, plus what the desk needs to find it. Instants are UTC; null = not known.

    Columns under "search row" are written by acts (settled design 16): they repeat facts of rooms above so that the
    queue reads one table.
    """

    # Neither key has an index of its own: the account leads others, and a store is too many orders to look up by it.
    account = models.ForeignKey("shop.SellerAccount", on_delete=models.PROTECT, related_name="+", db_index=False)
    order_id = models.CharField(max_length=20)
    store = models.ForeignKey("shop.Store", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    marketplace_id = models.CharField(max_length=20, blank=True, default="")
    sales_channel = models.CharField(max_length=60, blank=True, default="")
    status = models.CharField(max_length=30)
    fulfilled_by = models.CharField(max_length=10)
    """``MERCHANT`` or ``AMAZON``."""
    programs = models.JSONField(default=dict)
    """Amazon's programs and markers -> true or false; a missing name = not known. Names: ``orders.rules.Program``."""
    service_level = models.CharField(max_length=20, blank=True, default="")
    """Amazon's category (``STANDARD`` ...); empty = not known."""
    ship_service = models.CharField(max_length=80, blank=True, default="")
    """The report's own words for the service, for example ``Std US D2D Dom``."""
    purchased_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    ship_by_earliest = models.DateTimeField(null=True)
    ship_by_latest = models.DateTimeField(null=True)
    deliver_by_earliest = models.DateTimeField(null=True)
    deliver_by_latest = models.DateTimeField(null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    grand_total = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    city = models.CharField(max_length=120, blank=True, default="")
    region = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    address_type = models.CharField(max_length=20, blank=True, default="")
    cancel_requested = models.BooleanField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True, default="")
    replaced_order_id = models.CharField(max_length=20, blank=True, default="")
    purchase_order_number = models.CharField(max_length=100, blank=True, default="")

    version_at = models.DateTimeField()
    """Version of what Amazon told (settled design 8); the newer wins."""
    versions = models.JSONField(default=dict)
    """The last version of each source: source -> instant. Sources date the same order differently (``orders.rules.merge``)."""
    facts_hash = models.BinaryField()
    """Digest of the last facts applied, to know a repeat without comparing columns."""
    source = models.CharField(max_length=60)
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    row_version = models.PositiveIntegerField(default=1)
    """Rises with every change; a form that carries an older one is told so."""

    # search row
    is_open = models.BooleanField()
    unit_count = models.PositiveIntegerField(default=0)
    units_to_ship = models.PositiveIntegerField(default=0)
    line_count = models.PositiveSmallIntegerField(default=0)
    is_held = models.BooleanField(default=False)
    is_incomplete = models.BooleanField(default=False)
    """A row of it lies in quarantine: cannot be confirmed until that is settled."""
    vanished_at = models.DateTimeField(null=True)
    """When it was no longer in a newer unshipped report."""
    confirmation = models.CharField(max_length=20, blank=True, default="")
    """The weakest state of its parcels' confirmations (``shipping.rules.Confirmation``); empty = none."""
    units_confirmed = models.PositiveIntegerField(default=0)
    causes = ArrayField(models.CharField(max_length=30), default=list)
    """Codes of ``diagnosis.rules.Cause``, the one that blocks first in front."""
    tags = ArrayField(models.CharField(max_length=40), default=list)
    tracking_numbers = ArrayField(models.CharField(max_length=60), default=list)
    search = SearchVectorField(null=True)
    """What the order is found by, nothing personal; made by ``orders.writes.search``."""
    buyer_terms = ArrayField(models.CharField(max_length=16), default=list)
    """Keyed digests of the buyer's name, e-mail and postal code (``buyers.rules.search_terms``); empty once they are erased."""

    class Meta:
        constraints = [
            models.UniqueConstraint("account", "order_id", name="orders_order_once"),
            models.CheckConstraint(condition=Q(fulfilled_by__in=["MERCHANT", "AMAZON"]), name="orders_order_fulfilled_by_known"),
        ]
        indexes = [
            models.Index("account", "ship_by_latest", "order_id", name="orders_order_open", condition=Q(is_open=True)),
            models.Index(F("account"), F("purchased_at").desc(), F("id").desc(), name="orders_order_newest"),
            models.Index(
                F("account"),
                F("status"),
                F("purchased_at").desc(),
                F("id").desc(),
                name="orders_order_closed",
                condition=Q(is_open=False),
            ),
            GinIndex("search", name="orders_order_search"),
            GinIndex("buyer_terms", name="orders_order_buyer", condition=~Q(buyer_terms=[])),
        ]


class OrderLine(models.Model):
    """One line of an order. Amounts are line totals without tax; null = not known, zero = zero (reliability B15)."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    order_item_id = models.CharField(max_length=40, blank=True, default="")
    sku = models.CharField(max_length=80, blank=True, default="")
    asin = models.CharField(max_length=20, blank=True, default="")
    title = models.TextField(blank=True, default="")
    quantity_ordered = models.PositiveIntegerField()
    quantity_shipped = models.PositiveIntegerField(default=0)
    quantity_cancelled = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True, default="")
    price = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    tax = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    shipping_price = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    shipping_tax = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    gift_wrap_price = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    discount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    gift_wrap_level = models.CharField(max_length=60, blank=True, default="")
    programs = models.JSONField(default=dict)
    """Markers of the line -> true or false: ``GIFT``, ``TRANSPARENCY``, ``CUSTOMIZATION``; missing = not known."""

    class Meta:
        constraints = [
            models.UniqueConstraint("order", "position", name="orders_line_position_once"),
            models.UniqueConstraint("order", "order_item_id", condition=~Q(order_item_id=""), name="orders_line_item_once"),
            models.CheckConstraint(
                condition=Q(quantity_ordered__gte=F("quantity_shipped") + F("quantity_cancelled")),
                name="orders_line_shipped_and_cancelled_not_over_ordered",
            ),
        ]


class Word(models.Model):
    """A word that a title, SKU or city holds: the beginning of a word is looked up here, then whole words in the index.

    The index of searches skips through whole words and has to read all that begin alike.
    """

    word = models.CharField(max_length=60, primary_key=True, db_collation="C")


class Hold(models.Model):
    """Do not ship: who said so, when, why. Released holds stay as history."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=200, blank=True, default="")
    held_at = models.DateTimeField()
    held_by = models.CharField(max_length=120)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint("order", condition=Q(released_at__isnull=True), name="orders_hold_one_at_a_time")]


class Note(models.Model):
    """A note by a person for the others. Removing hides it; the journal keeps that there was one."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True)


class SavedView(models.Model):
    """A filter with a name, as a tab or in the list of views: one person's own, or shared with the shop."""

    shop = models.ForeignKey("shop.Shop", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("shop.Person", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    slug = models.SlugField(max_length=50, db_index=False, allow_unicode=True)
    query = models.TextField(blank=True, default="")
    """Canonical text of the filter language; of a buyer it holds keyed hashes only."""
    sort = models.CharField(max_length=20, blank=True, default="")
    is_shared = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=True)
    """Shown as a tab."""
    position = models.PositiveSmallIntegerField(default=0)
    landing_roles = ArrayField(models.CharField(max_length=10), default=list)
    """Roles that see this view first; for shared views only."""
    created_at = models.DateTimeField()
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint("shop", "slug", name="orders_view_slug_once")]
