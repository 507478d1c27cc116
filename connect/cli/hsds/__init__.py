"""Open Referral's HSDS 3, the exchange format of directories of services.

`hours` turns opening hours into schedules and back, `services` makes a service out of a responder
of ours, and `reading` takes one apart again.
"""
