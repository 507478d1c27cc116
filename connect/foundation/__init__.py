"""The ground every room stands on: settings, database, text, forms, security, errors.

A kit, not a room: its modules are imported by name, and none of them knows a room.
"""
