"""A live preview: the site in memory, made anew from the files as they are saved.

`inputs` looks at the files, `watching` hears when to look, `proof` makes the site of one state of
them, `closer` looks at it as a build would, `rounds` has the order of these steps, `hub` holds what
is shown, and `serving` hands it to browsers, where `client.js` follows it. Nothing here writes into
the checkout, so a preview disturbs no build and never sees its own work.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from briefsite.preview.hub import NOWHERE, Hub
from briefsite.preview.rounds import PACKAGE, Rounds, Told
from briefsite.preview.serving import Server, listen
from briefsite.preview.watching import Folder, Signal, Watch

__all__ = ["NOWHERE", "Preview", "Told"]

PATIENCE = 2.0
"""Seconds for which the end waits for work that is under way."""
WATCHED = ("briefs", "templates", "docs")


class Preview:
    """A preview of a checkout on a port; raises BriefsiteError where it cannot listen there."""

    def __init__(
        self, root: Path, port: int, told: Callable[[Told], None], *, poll: bool = False
    ) -> None:
        self.hub = Hub()
        self.server: Server = listen(port, self.hub)
        self.signal = Signal()
        self.rounds = Rounds(root, self.hub, told)
        folders = [Folder(root, recursive=False), *(Folder(root / name) for name in WATCHED)]
        self._watch = Watch([*folders, Folder(PACKAGE)], self.signal.give, poll=poll)
        work = (self.signal, self._watch.follow)
        self._worker = threading.Thread(target=self.rounds.run, args=work, daemon=True)
        self.notice = self._watch.notice
        """Why changes are looked for instead of heard of, where it is so."""

    @property
    def url(self) -> str:
        """The address to open."""
        return self.server.url

    def begin(self) -> None:
        """Make the site, then follow the files on a thread of its own."""
        self.rounds.round()
        self._worker.start()

    def serve(self) -> None:
        """Answer browsers until another thread stops it, or Ctrl+C."""
        self.server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End `serve`; for other threads."""
        self.server.shutdown()

    def end(self) -> None:
        """Let the browsers go, hear no more, free the port."""
        self.hub.close()
        self.signal.give()
        self._watch.stop()
        self.server.server_close()
        if self._worker.is_alive():
            self._worker.join(PATIENCE)
