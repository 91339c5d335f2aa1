"""The exception tree of jianbao.

JianbaoError
├── InputError            a source that cannot be read; names the file, the place and the remedy
│   ├── DecodeError       its bytes are text in no encoding we know
│   ├── EmptyError        it holds no text
│   ├── BinaryError       it is not text at all
│   ├── SizeError         it is larger than the limit
│   ├── RatioError        it unpacks to far more than its compressed bytes (a zip bomb)
│   ├── DepthError        it lies in more archives inside one another than are opened
│   ├── OutsideError      its path or link leads out of its archive or folder
│   ├── LoopError         it is a link to a folder that it lies in
│   ├── ChangedError      it was written to while it was read
│   ├── FormatError       its container (JSON line, table, archive) is broken
│   └── LibraryError      the library that reads its format is not installed
├── PatternError          a pattern file is malformed; names the file and the key
├── IndexFileError        an index file is missing, broken or of another version; says what to do
├── ModelError            a tagger is missing or cannot be loaded; says how to get it
├── OutputError           what was found cannot be written (a full disk)
└── SettingError          an option or argument has a value we cannot use
"""

from __future__ import annotations


class JianbaoError(Exception):
    """Base of every error that jianbao raises on purpose."""


class InputError(JianbaoError):
    """A source that cannot be read.

    `path` names the source (archive members as `archive.zip!/member.txt`), `reason` says in one sentence what is wrong,
    `remedy` what the user can do about it, `place` where in the source it is (a line, a byte offset), where known.
    """

    def __init__(self, path: str, reason: str, remedy: str = "", place: str = "") -> None:
        self.path, self.reason, self.remedy, self.place = path, reason, remedy, place
        at = f" ({place})" if place else ""
        super().__init__(f"{path}{at}: {reason}" + (f" {remedy}" if remedy else ""))

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, str, str]]:
        """So that the error can be sent from one process to another."""
        return type(self), (self.path, self.reason, self.remedy, self.place)


class DecodeError(InputError):
    """The bytes are text in no encoding that we know."""


class EmptyError(InputError):
    """The source holds no text."""


class BinaryError(InputError):
    """The source is not text."""


class SizeError(InputError):
    """The source is larger than the limit."""


class RatioError(InputError):
    """The source unpacks to more times its compressed size than any text does."""


class DepthError(InputError):
    """The source lies in more archives inside one another than are opened."""


class OutsideError(InputError):
    """The source's path or link leads out of the archive or folder that it lies in."""


class LoopError(InputError):
    """The source is a link to a folder that it lies in."""


class ChangedError(InputError):
    """The source was written to while it was read."""


class FormatError(InputError):
    """The container of the text (JSON line, table, archive) is broken."""


class LibraryError(InputError):
    """The library that reads the format is not installed. The remedy is the command that installs it."""


class PatternError(JianbaoError):
    """A pattern file is malformed. The message names the file, the key and what was expected."""


class ModelError(JianbaoError):
    """A tagger is missing or cannot be loaded. The message says how to get it."""


class IndexFileError(JianbaoError):
    """An index file that cannot be used. The message says what to do."""


class OutputError(JianbaoError):
    """What was found cannot be written: the disk is full or gone. The message says how to go on."""


class SettingError(JianbaoError):
    """An option or argument has a value that cannot be used."""
