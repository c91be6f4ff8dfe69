from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "shipby.stock"
    label = "stock"
