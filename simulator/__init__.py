"""A local LINE platform: speaks LINE's HTTP API, sends webhooks, and has a chat page.

It stands in for LINE and therefore imports nothing of the service it is used with.
"""
