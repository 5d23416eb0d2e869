"""Every path that rlmchat reads or writes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

APP = "rlmchat"


@dataclass(frozen=True, slots=True)
class Locations:
    """The folders of one installation; nothing is created before it is needed (see `private_folder`)."""

    config_dir: Path
    data_dir: Path
    log_dir: Path

    @property
    def config_file(self) -> Path:
        """Settings."""
        return self.config_dir / "config.toml"

    @property
    def user_themes(self) -> Path:
        """The person's own themes."""
        return self.config_dir / "themes"

    @property
    def database(self) -> Path:
        """Chats, messages, revisions, outcomes."""
        return self.data_dir / "rlmchat.db"

    @property
    def backups(self) -> Path:
        """Copies of the database made before each migration."""
        return self.data_dir / "backups"

    @property
    def chroma(self) -> Path:
        """The vector index."""
        return self.data_dir / "chroma"

    @property
    def log_file(self) -> Path:
        """The rotating log."""
        return self.log_dir / "rlmchat.log"


def locations(home: str | os.PathLike[str] | None = None) -> Locations:
    """Where things are: under `home` or RLMCHAT_HOME if given, else where the platform wants them."""
    root = home or os.environ.get("RLMCHAT_HOME")
    if root:
        base = Path(root).expanduser().absolute()
        return Locations(config_dir=base / "config", data_dir=base / "data", log_dir=base / "log")
    # Imported here because the command line needs it only when no home is given.
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(APP, appauthor=False)
    return Locations(Path(dirs.user_config_dir), Path(dirs.user_data_dir), Path(dirs.user_log_dir))


def private_folder(path: Path) -> Path:
    """The folder; it and those above it that are missing are made readable by their owner alone."""
    for folder in reversed((path, *path.parents)):
        # Only the last folder made by `mkdir(parents=True)` gets its mode.
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
    return path


def shipped_themes() -> Path:
    """The themes that come with the program: inside the wheel, or beside the package in an editable install."""
    inside = Path(__file__).parent / "themes"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "themes"


def project_root(folder: Path | None = None) -> Path:
    """The scope `project` of a folder: the top of its git work tree, else the folder itself."""
    start = (folder or Path.cwd()).absolute()
    for candidate in (start, *start.parents):
        if (candidate / ".git").exists():
            return candidate
    return start
