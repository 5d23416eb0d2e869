"""Corrections to and from files, from within the browser: with progress, and escape ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from textual import work
from textual.worker import Worker

from rlmchat.chat.services import Services
from rlmchat.errors import RlmChatError
from rlmchat.learning.exporting import export
from rlmchat.learning.importing import Reading, read_file
from rlmchat.learning.kept import Kept, KeptAs
from rlmchat.learning.ports import Find
from rlmchat.widgets.correction_facts import bar
from rlmchat.widgets.corrections_desk import CorrectionsChanged, CorrectionsDesk


class CorrectionsFiles(CorrectionsDesk):
    """A desk that exports what it lists and imports what it is given; one of these at a time."""

    class ExportAsked(CorrectionsDesk.Asked):
        """What is listed is to be written to a file; the path goes to `browser.export_to`."""

        def __init__(self, desk: CorrectionsFiles, count: int) -> None:
            super().__init__(desk)
            self.count = count

    class ImportAsked(CorrectionsDesk.Asked):
        """Corrections are to be read from a file; the path goes to `browser.import_from`."""

    def __init__(self, services: Services, *, id: str | None = None) -> None:
        super().__init__(services, id=id)
        self._transfer: Worker[None] | None = None
        """The export or import that was begun last."""

    def find(self) -> Find:
        """What is listed."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An export or import that runs is what escape ends first."""
        if action == "back" and self._transferring:
            return True
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """Out of the export or import, the detail, the search."""
        if self._transferring and self._transfer is not None:
            self._transfer.cancel()
        else:
            super().action_back()

    def action_export(self) -> None:
        """Write what is listed to a file."""
        if self.list.total and not self._transferring:
            self.post_message(self.ExportAsked(self, self.list.total))

    def action_import(self) -> None:
        """Read corrections from a file."""
        if not self.services.settings.learning.enabled:
            self.tell("Learning is switched off, so nothing is stored. Settings switch it on.", bad=True)
        elif not self._transferring:
            self.post_message(self.ImportAsked(self))

    @property
    def _transferring(self) -> bool:
        return self._transfer is not None and self._transfer.is_running

    def import_from(self, path: Path | None) -> None:
        """The import dialog is done; None reads nothing."""
        if path is not None:
            self._transfer = self._read(path)

    @work(group="corrections-transfer")
    async def _read(self, path: Path) -> None:
        def progress(now: int, of: int) -> None:
            if now < of:
                self.tell(f"{bar(now / of)} {now:,} of {of:,} read   esc stops")

        kept: list[Kept] = []
        self.tell("reading…")
        try:
            reading = await asyncio.to_thread(read_file, path)
            await self.services.memory.import_many(reading.news, progress, kept)
        except RlmChatError as error:
            self.tell(str(error), bad=True)
        except asyncio.CancelledError:
            self.tell(f"import stopped, {len(kept):,} were kept{'   z takes them back' if kept else ''}")
            raise
        else:
            self.tell(imported(reading, kept))
        finally:
            if kept:
                self.acts.imported(kept)
                self.post_message(CorrectionsChanged())
                self.reload()

    def export_to(self, path: Path | None) -> None:
        """The export dialog is done; None writes nothing."""
        if path is not None:
            self._transfer = self._write(path, self.find(), self.list.total)

    @work(group="corrections-transfer")
    async def _write(self, path: Path, what: Find, total: int) -> None:
        def progress(done: int) -> None:
            if done < total:
                self.tell(f"{bar(done / total)} {done:,} of {total:,} written   esc stops")

        try:
            count = await export(self.services.memory, what, path, progress)
        except RlmChatError as error:
            self.tell(str(error), bad=True)
        except asyncio.CancelledError:
            self.tell("export stopped, nothing was written")
            raise
        else:
            self.tell(f"{count:,} correction{'s' if count != 1 else ''} written to {path}")


def imported(reading: Reading, kept: Sequence[Kept]) -> str:
    """What an import came to, in one line."""
    fresh = sum(one.how in (KeptAs.NEW, KeptAs.TENTATIVE) for one in kept)
    known = sum(one.how is KeptAs.MERGED for one in kept)
    parts = [f"{fresh:,} new"]
    parts += [f"{known:,} known already"] if known else []
    parts += [f"{reading.retired:,} no longer in force"] if reading.retired else []
    if reading.wrong:
        number, why = reading.wrong[0]
        parts.append(f"{len(reading.wrong):,} unusable, first line {number}: {why}")
    return f"{len(kept):,} read: {', '.join(parts)}" if kept or reading.wrong else "There was nothing to import."
