"""The family of errors. A class's docstring is its message, so that each is written once, for a reader."""

from datetime import timedelta


class BotError(Exception):
    """Something went wrong that 121 knows about."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class StoreError(BotError):
    """The database could not do what was asked of it."""


class Conflict(StoreError):
    """Somebody else changed the same rows first; the work can be tried again."""


class DatabaseTooNew(StoreError):
    """This database was made by a newer 121. Install that version, or restore the backup made before the upgrade."""


class DeliveryError(BotError):
    """A message could not be delivered."""


class Unreachable(DeliveryError):
    """This address cannot be reached, now or later."""


class TryLater(DeliveryError):
    """The platform did not take the message; it may be sent again after a while."""

    def __init__(self, message: str | None = None, *, after: timedelta = timedelta(0)) -> None:
        super().__init__(message)
        self.after = after


class UnheardOf(TryLater):
    """The platform refused for a reason that 121 does not know: it may be the message itself."""


class NotYet(TryLater):
    """The platform was not even asked, because its limit would be passed: this is no attempt."""


class NotReached(NotYet):
    """The platform cannot be reached, so it was not even asked: this is no attempt."""


class OutcomeUnknown(DeliveryError):
    """The platform may or may not have taken the message: look before sending again."""


class CannotLook(OutcomeUnknown):
    """The platform may or may not have taken the message, and does not let 121 look whether it is there."""


class InvalidInput(BotError):
    """Something that was handed to 121 from outside cannot be used; the message says what to do."""
