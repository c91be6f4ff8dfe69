"""Shipby: the order desk for Amazon sellers who ship their own orders.

      seller, packer, script                                Amazon, carriers
            |                                                      ^
 DOORS     web      api      cli                  worker           |
            |        |        |                  /      \\          |
            |        |        |                 /     PARTNERS   amazon  carriers     paper
 ACTIONS      one file per act, one transaction              (the only sockets)    (documents)
 ------------------------------------------------------------------------------------------
 ROOMS        diagnosis | performance            look at everything, change nothing
              cancellations | returns            undo
              packing                            pick, scan, pack
              shipping                           parcels, confirmation, tracking
              deadlines | stock | buyers         promised, on hand, for whom
              orders                             what was sold
              shop                               who we are: people, accounts, stores, warehouses
 ------------------------------------------------------------------------------------------
 GROUND       journal | outbox | intake          what happened | what must still leave | what came in
              words                              ids, windows, money, clock, refusals, troubles

Imports go down only. Folder = subject, file name = power: ``rules`` decides, ``models`` holds,
``reads`` tells, ``writes`` changes.
"""

__version__ = "0.1.0"
