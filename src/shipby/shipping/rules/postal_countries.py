"""Countries of S10 numbers, and which of Amazon's carriers is the post of a country (amazon-policy 3.5: it must be known)."""

_UPU = (
    "AD AE AF AG AI AL AM AN AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CK CL "
    "CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FO FR GA GB GD GE GG GH GI GL GM GN GQ GR GT GW "
    "GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV "
    "LY MA MC MD ME MG MK ML MM MN MO MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PN "
    "PS PT PY QA RO RS RU RW SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT "
    "TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WF WS YE ZA ZM ZW"
)
UPU_COUNTRIES: frozenset[str] = frozenset(_UPU.split())
"""Members of the Universal Postal Union, with the territories that issue numbers of their own, by ISO 3166 code."""

POSTS: dict[str, tuple[str, ...]] = {
    "US": ("USPS",),
    "GB": ("Royal Mail", "Parcelforce"),
    "DE": ("Deutsche Post", "DHL-Paket", "DHL"),
    "FR": ("La Poste", "Colissimo", "Chronopost"),
    "IT": ("Poste Italiane",),
    "ES": ("Correos",),
    "NL": ("PostNL",),
    "SE": ("PostNord",),
    "DK": ("PostNord",),
    "PL": ("Polish Post",),
    "CA": ("Canada Post",),
    "JP": ("Japan Post", "JP_EXPRESS", "EMS"),
    "AU": ("Australia Post-ArticleId", "Australia Post-Consignment"),
    "CN": ("China Post", "EMS", "EUB"),
    "SG": ("Singapore Post",),
    "IN": ("India Post",),
}
"""Country of the number -> carrier codes, the likeliest first."""
