"""Telling people when something needs them: rules, what they found, and messages until they are delivered.

A rule is a question to the tables that any app may register (`rules.register`); its switch and threshold are
a row. The clock asks, opens and ends alerts, and sends what is to be told; nothing here knows a shop platform
or a target.
"""
