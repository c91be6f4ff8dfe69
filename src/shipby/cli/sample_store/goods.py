# ruff: noqa: RUF001
"""What the invented shop sells: outdoor and home goods. Prices are per unit in US dollars."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Good:
    """A product. Titles in German and Japanese where the shop sells it there; empty = the English one."""

    sku: str
    asin: str
    title: str
    price: Decimal
    german: str = ""
    japanese: str = ""


def _good(sku: str, asin: str, price: str, title: str, german: str = "", japanese: str = "") -> Good:
    return Good(sku, asin, title, Decimal(price), german, japanese)


GOODS: tuple[Good, ...] = (
    _good(
        "MUG-ENM-FG",
        "B0SAMPLE01",
        "14.95",
        "Enamel Camp Mug, 12 oz, forest green",
        "Emaille-Becher für Camping, 350 ml, waldgrün",
        "ホーロー マグカップ 350ml フォレストグリーン",
    ),
    _good(
        "MUG-ENM-BL",
        "B0SAMPLE02",
        "14.95",
        "Enamel Camp Mug, 12 oz, lake blue",
        "Emaille-Becher für Camping, 350 ml, seeblau",
        "ホーロー マグカップ 350ml レイクブルー",
    ),
    _good(
        "FRP-34-ST",
        "B0SAMPLE03",
        "34.90",
        "French Press, 34 oz, stainless steel",
        "Kaffeebereiter, 1 l, doppelwandiger Edelstahl",
        "フレンチプレス 1L ステンレス",
    ),
    _good(
        "SKL-CI-10",
        "B0SAMPLE04",
        "29.90",
        "Cast Iron Skillet, 10 in, pre-seasoned",
        "Gusseiserne Bratpfanne, 26 cm, eingebrannt",
        "鋳鉄スキレット 26cm",
    ),
    _good("SKL-CI-12", "B0SAMPLE05", "39.90", "Cast Iron Skillet, 12 in, pre-seasoned"),
    _good(
        "BPK-RT-OL", "B0SAMPLE06", "68.00", "Canvas Roll-Top Backpack, olive, 22 L", "Rolltop-Rucksack aus Segeltuch, oliv, 22 l"
    ),
    _good(
        "THR-MER-DK", "B0SAMPLE07", "89.00", "Merino Wool Throw, 50 × 70 in, dusk", "Merinowolldecke, 130 × 180 cm, dämmergrau"
    ),
    _good("THR-MER-MS", "B0SAMPLE08", "89.00", "Merino Wool Throw, 50 × 70 in, moss", "Merinowolldecke, 130 × 180 cm, moosgrün"),
    _good(
        "LNT-LED-RC",
        "B0SAMPLE09",
        "42.50",
        "LED Camping Lantern, rechargeable",
        "LED-Campinglaterne, wiederaufladbar",
        "LEDランタン 充電式",
    ),
    _good(
        "BTL-SS32-SB",
        "B0SAMPLE10",
        "27.50",
        "Stainless Steel Bottle, 32 oz, slate blue",
        "Edelstahl-Trinkflasche, 1 l, schieferblau",
        "ステンレスボトル 950ml スレートブルー",
    ),
    _good(
        "BTL-SS20-CR", "B0SAMPLE11", "23.50", "Stainless Steel Bottle, 20 oz, cream", "Edelstahl-Trinkflasche, 0,6 l, cremeweiß"
    ),
    _good(
        "HDL-400-UC",
        "B0SAMPLE12",
        "24.90",
        "Headlamp, 400 lm, USB-C",
        "Stirnlampe, 400 lm, USB-C",
        "ヘッドランプ 400ルーメン USB-C",
    ),
    _good("TRK-CB-PR", "B0SAMPLE13", "74.00", "Trekking Poles, carbon, pair", "Trekkingstöcke aus Carbon, Paar"),
    _good("FST-50", "B0SAMPLE14", "11.90", "Fire Starter Sticks, box of 50", "Anzündstäbchen, 50 Stück"),
    _good(
        "LGT-STR-48",
        "B0SAMPLE15",
        "37.90",
        "Patio String Lights, 48 ft, warm white",
        "Lichterkette für die Terrasse, 15 m, warmweiß",
    ),
    _good(
        "DRY-20-TL",
        "B0SAMPLE16",
        "19.90",
        "Dry Bag, 20 L, teal",
        "Packsack, wasserdicht, 20 l, petrol",
        "ドライバッグ 20L ティール",
    ),
    _good("BRD-BB-18", "B0SAMPLE17", "26.00", "Bamboo Cutting Board, 18 × 12 in", "Schneidebrett aus Bambus, 45 × 30 cm"),
    _good(
        "TWL-CMP-SG", "B0SAMPLE18", "16.50", "Camp Towel, large, sage", "Reisehandtuch, groß, salbei", "トラベルタオル L セージ"
    ),
    _good("KTL-GS-15", "B0SAMPLE19", "44.00", "Gooseneck Kettle, 1.5 qt, matte black", "Schwanenhalskessel, 1,4 l, mattschwarz"),
    _good(
        "GRD-BR-CN",
        "B0SAMPLE20",
        "52.00",
        "Burr Coffee Grinder, hand crank",
        "Kaffeemühle mit Kegelmahlwerk",
        "コーヒーミル 手挽き",
    ),
    _good("HMK-DBL-RS", "B0SAMPLE21", "58.00", "Double Hammock with Straps, rust", "Doppelhängematte mit Gurten, rostrot"),
    _good("TNT-2P-SD", "B0SAMPLE22", "149.00", "Two-Person Tent, sand", "Zweipersonenzelt, sandfarben"),
    _good("SLB-3S-NV", "B0SAMPLE23", "84.00", "Three-Season Sleeping Bag, navy", "Dreijahreszeitenschlafsack, marineblau"),
    _good("CHR-FLD-WN", "B0SAMPLE24", "63.00", "Folding Camp Chair, walnut", "Klappstuhl, Walnuss"),
    _good("CND-SOY-CD", "B0SAMPLE25", "18.00", "Soy Candle, cedar, 8 oz", "Sojakerze, Zeder, 220 g"),
    _good("APR-WX-BR", "B0SAMPLE26", "39.00", "Waxed Canvas Apron, brown", "Schürze aus gewachstem Segeltuch, braun"),
    _good("KNF-PR-04", "B0SAMPLE27", "31.00", "Paring Knife, 4 in, olive wood", "Schälmesser, 10 cm, Olivenholz"),
    _good("BLK-PNT-SM", "B0SAMPLE28", "12.50", "Pour-Over Filters, size 4, 100 pack", "Kaffeefilter, Größe 4, 100 Stück"),
    _good("MAP-CS-A4", "B0SAMPLE29", "21.00", "Map Case, waterproof", "Kartentasche, wasserdicht"),
    _good("CMP-BS-01", "B0SAMPLE30", "28.00", "Baseplate Compass", "Kartenkompass", "ベースプレート コンパス"),
    _good("WHT-ST-DB", "B0SAMPLE31", "13.00", "Whetstone, double-sided, 1000/6000 grit", "Wetzstein, 1000/6000er Körnung"),
    _good("PLT-ENM-4", "B0SAMPLE32", "46.00", "Enamel Plates, set of 4, cream", "Emailleteller, 4er-Set, cremeweiß"),
)

LONE_QUOTE = _good("SKL-CI-10Q", "B0SAMPLE40", "29.90", 'Cast Iron Skillet 10" pre-seasoned, with "easy grip handle')
LONG_GERMAN = _good(
    "DON-KPT-01",
    "B0SAMPLE41",
    "49.00",
    "Captain's hat box",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenaufbewahrungsbox mit Rindslederriemenschnellverschluss, schlammgrün",
)
CUSTOM = _good("BRD-BB-18-EN", "B0SAMPLE42", "38.00", "Bamboo Cutting Board, 18 × 12 in, engraved with your words")
PROTECTED = _good("HDL-900-TR", "B0SAMPLE43", "59.00", "Headlamp, 900 lm, sealed box with transparency code")
BY_SKU: dict[str, Good] = {good.sku: good for good in (*GOODS, LONE_QUOTE, LONG_GERMAN, CUSTOM, PROTECTED)}
