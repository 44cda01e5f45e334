"""What members entrust to 121 for nobody else, sealed at rest with the same keys as the secrets of platforms."""

from collections.abc import Sequence

from cryptography.fernet import InvalidToken, MultiFernet

from bot.ports import Seals
from bot.storage.secrets import SealBroken, keyring


class KeySeals:
    """`bot.ports.Seals` with a keyring: the first key seals, each opens."""

    def __init__(self, keys: MultiFernet) -> None:
        self._keys = keys

    def seal(self, text: str) -> str:
        """The text, sealed."""
        return self._keys.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """The text. Raises `SealBroken`."""
        try:
            return self._keys.decrypt(sealed).decode()
        except InvalidToken:
            raise SealBroken from None


def seals_of(keys: Sequence[str]) -> Seals | None:
    """Seals with these keys; None where there are none. Raises `InvalidInput`."""
    return KeySeals(keyring(keys)) if keys else None
