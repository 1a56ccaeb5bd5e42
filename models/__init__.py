"""The tables: what is stored, and nothing that acts on it. Import from the modules; this package
exports nothing.
"""
