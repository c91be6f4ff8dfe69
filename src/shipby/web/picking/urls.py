"""Addresses of pick lists."""

from django.urls import path

from shipby.web.picking import making, views, working

app_name = "pick"

urlpatterns = [
    path("", views.lists, name="lists"),
    path("made/", making.make, name="make"),
    path("<int:number>/", views.detail, name="list"),
    path("<int:number>/print/", views.printed, name="print"),
    path("<int:number>/lines/<int:line_key>/", working.tick, name="tick"),
    path("<int:number>/finished/", working.finish, name="finish"),
    path("<int:number>/discarded/", working.discard, name="discard"),
    path("<int:number>/reopened/", working.reopen, name="reopen"),
    path("<int:number>/orders/dropped/", working.drop, name="drop"),
]
