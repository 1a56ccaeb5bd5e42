"""The sealed web form: telling of corruption, and coming back with a receipt code, outside LINE."""
