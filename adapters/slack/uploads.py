"""Files on their way into Slack: brought before the message that holds them, and seen by nobody until then.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

from collections.abc import Mapping, Sequence

import structlog

from adapters.slack.calls import Calls
from adapters.slack.render import Uploaded, shorten
from bot.errors import DeliveryError, OutcomeUnknown, TryLater, UnheardOf, Unreachable
from bot.messages import Attachment

log = structlog.get_logger()

LONGEST_ALT = 1_000


class Uploads:
    """Brings files into workspaces. A file that Slack does not take for good is left out, which is logged once."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._told: set[tuple[str, str]] = set()

    async def bring(
        self, workspace: str, files: Sequence[Attachment]
    ) -> Mapping[Attachment, Uploaded]:
        """What became of each file; those that Slack does not take are not there. Raises `TryLater`."""
        found: dict[Attachment, Uploaded] = {}
        for file in files:
            try:
                found[file] = await self._bring(workspace, file)
            except (Unreachable, UnheardOf) as error:
                self._tell(workspace, error)
            except OutcomeUnknown as error:
                raise TryLater(str(error)) from error  # a file may always be brought again
        return found

    async def _bring(self, workspace: str, file: Attachment) -> Uploaded:
        where = await self._calls.ask(
            workspace,
            "files.getUploadURLExternal",
            filename=file.name,
            length=len(file.content),
            alt_txt=shorten(file.alt, LONGEST_ALT),
        )
        number = str(where["file_id"])
        await self._calls.bring(workspace, str(where["upload_url"]), file.content)
        done = await self._calls.ask(
            workspace, "files.completeUploadExternal", files=[{"id": number, "title": file.name}]
        )
        told: dict[str, object] = next(iter(done.get("files", ())), {})
        return Uploaded(id=number, permalink=str(told.get("permalink", "")))

    def _tell(self, workspace: str, error: DeliveryError) -> None:
        reason = (workspace, type(error).__name__)
        if reason not in self._told:
            self._told.add(reason)
            log.warning("sent_without_file", workspace=workspace, reason=str(error))
