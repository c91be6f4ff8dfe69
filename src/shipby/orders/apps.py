from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "shipby.orders"
    label = "orders"
