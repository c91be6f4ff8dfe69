"""The fixed words of a packing slip, in the language of the marketplace: the buyer reads it, not the person who prints.

So these are not in the message catalogues. A language whose script the font does not cover yet falls back to English.
"""

from collections.abc import Container
from dataclasses import dataclass, fields

from shipby.words.marketplaces import BY_ID


@dataclass(frozen=True, slots=True)
class SlipWords:
    """One language. ``page_of`` has the places ``%(page)s`` and ``%(pages)s``."""

    packing_slip: str
    ship_to: str
    ship_from: str
    order: str
    placed: str
    service: str
    quantity: str
    item: str
    sku: str
    price: str
    gift_message: str
    page_of: str
    units: str
    no_address: str
    not_whole: str


ENGLISH = SlipWords(
    "Packing slip",
    "Ship to",
    "Ship from",
    "Order",
    "Placed",
    "Service",
    "Qty",
    "Item",
    "SKU",
    "Price",
    "Gift message",
    "page %(page)s of %(pages)s",
    "Units in this order",
    "Address not known",
    "Some characters can't be printed: use the carrier's own label",
)

WORDS: dict[str, SlipWords] = {
    "en": ENGLISH,
    "de": SlipWords(
        "Lieferschein",
        "Lieferadresse",
        "Absender",
        "Bestellung",
        "Bestellt am",
        "Versandart",
        "Menge",
        "Artikel",
        "SKU",
        "Preis",
        "Geschenknachricht",
        "Seite %(page)s von %(pages)s",
        "Stück in dieser Bestellung",
        "Adresse nicht bekannt",
        "Einige Zeichen lassen sich nicht drucken: Bitte das Etikett des Zustellers verwenden",
    ),
    "fr": SlipWords(
        "Bon de livraison",
        "Adresse de livraison",
        "Expéditeur",
        "Commande",
        "Passée le",
        "Mode d'expédition",
        "Qté",
        "Article",
        "SKU",
        "Prix",
        "Message cadeau",
        "page %(page)s sur %(pages)s",
        "Unités dans cette commande",
        "Adresse inconnue",
        "Certains caractères ne peuvent pas être imprimés : utilisez l'étiquette du transporteur",
    ),
    "it": SlipWords(
        "Distinta di imballaggio",
        "Indirizzo di spedizione",
        "Mittente",
        "Ordine",
        "Effettuato il",
        "Servizio",
        "Qtà",
        "Articolo",
        "SKU",
        "Prezzo",
        "Messaggio regalo",
        "pagina %(page)s di %(pages)s",
        "Unità in questo ordine",
        "Indirizzo sconosciuto",
        "Alcuni caratteri non possono essere stampati: usare l'etichetta del corriere",
    ),
    "es": SlipWords(
        "Albarán de entrega",
        "Dirección de envío",
        "Remitente",
        "Pedido",
        "Realizado el",
        "Servicio",
        "Cant.",
        "Artículo",
        "SKU",
        "Precio",
        "Mensaje de regalo",
        "página %(page)s de %(pages)s",
        "Unidades en este pedido",
        "Dirección desconocida",
        "Algunos caracteres no se pueden imprimir: use la etiqueta del transportista",
    ),
    "nl": SlipWords(
        "Pakbon",
        "Bezorgadres",
        "Afzender",
        "Bestelling",
        "Geplaatst op",
        "Verzendwijze",
        "Aantal",
        "Artikel",
        "SKU",
        "Prijs",
        "Cadeaubericht",
        "pagina %(page)s van %(pages)s",
        "Stuks in deze bestelling",
        "Adres onbekend",
        "Sommige tekens kunnen niet worden afgedrukt: gebruik het label van de vervoerder",
    ),
    "pl": SlipWords(
        "Specyfikacja wysyłki",
        "Adres dostawy",
        "Nadawca",
        "Zamówienie",
        "Data złożenia",
        "Dostawa",
        "Ilość",
        "Produkt",
        "SKU",
        "Cena",
        "Wiadomość do prezentu",
        "strona %(page)s z %(pages)s",
        "Sztuk w zamówieniu",
        "Adres nieznany",
        "Niektórych znaków nie można wydrukować: użyj etykiety przewoźnika",
    ),
    "sv": SlipWords(
        "Följesedel",
        "Leveransadress",
        "Avsändare",
        "Beställning",
        "Beställd den",
        "Leveranssätt",
        "Antal",
        "Artikel",
        "SKU",
        "Pris",
        "Gåvomeddelande",
        "sida %(page)s av %(pages)s",
        "Enheter i beställningen",
        "Adress okänd",
        "Vissa tecken kan inte skrivas ut: använd transportörens egen etikett",
    ),
    "pt": SlipWords(
        "Lista de embalagem",
        "Endereço de entrega",
        "Remetente",
        "Pedido",
        "Feito em",
        "Serviço",
        "Qtd.",
        "Artigo",
        "SKU",
        "Preço",
        "Mensagem de presente",
        "página %(page)s de %(pages)s",
        "Unidades neste pedido",
        "Endereço desconhecido",
        "Alguns caracteres não podem ser impressos: use a etiqueta da transportadora",
    ),
    "ja": SlipWords(
        "納品書",
        "お届け先",
        "発送元",
        "注文番号",
        "注文日",
        "配送方法",
        "数量",
        "商品",
        "SKU",
        "価格",
        "ギフトメッセージ",
        "%(page)s / %(pages)s ページ",
        "合計数量",
        "住所不明",
        "印刷できない文字があります。配送会社のラベルをご利用ください",
    ),
}


def language_of(marketplace_id: str, covered: Container[int]) -> str:
    """Language code of the marketplace's slips; ``en`` where the words or the font's script are missing."""
    marketplace = BY_ID.get(marketplace_id)
    language = marketplace.language if marketplace else "en"
    return language if language in WORDS and _drawable(WORDS[language], covered) else "en"


def _drawable(words: SlipWords, covered: Container[int]) -> bool:
    return all(ord(char) in covered for entry in fields(words) for char in getattr(words, entry.name))
