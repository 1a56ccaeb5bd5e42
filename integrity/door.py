"""The keys of the console's door: how its codes are hashed and its secrets sealed with the root
key.
"""

from cases.accounts import Keys
from integrity.vault import Purpose, Vault


def door_keys(vault: Vault) -> Keys:
    """The keys for cases.accounts and cases.welcoming."""
    return Keys(
        digest=lambda value: vault.index(Purpose.CONSOLE, value, where="door"),
        seal=lambda content, where: vault.seal(Purpose.CONSOLE, content, where=where),
        open=lambda sealed, where: vault.open(Purpose.CONSOLE, sealed, where=where),
    )
