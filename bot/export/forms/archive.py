"""A workbook's archive: what is too much, or has no business there, is refused before anything in it is opened."""

import io
import zipfile
import zlib
from xml.etree import ElementTree
from xml.parsers import expat

from content.forms.model import Why

MOST_FILES = 500
MOST_BYTES = 50 * 1024 * 1024  # of all parts together, unpacked; pictures are not opened
MOST_PART = 4 * 1024 * 1024  # of a part that is opened
MOST_ELEMENTS = 200_000  # of all parts that are opened
DEEPEST = 60  # elements within elements
MACROS = ("vbaproject.bin", "macrosheets/", "vbadata.xml")
ENCRYPTED = 0x1  # a part's flag
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # as office programs pack; the others unpack without a bound


class UnreadableError(Exception):
    """The file is not read."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Archive:
    """The parts of a workbook. Raises UnreadableError wherever it is not as a workbook of an office program is."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise UnreadableError("broken") from error
        found = self._zip.infolist()
        names = [one.filename.lower() for one in found]
        if any(mark in name for name in names for mark in MACROS):
            raise UnreadableError("macros")
        if any(one.flag_bits & ENCRYPTED for one in found):
            raise UnreadableError("encrypted")
        if any(one.compress_type not in PACKED for one in found):
            raise UnreadableError("unsafe")
        if len(found) > MOST_FILES or len(set(names)) < len(names) or sum(one.file_size for one in found) > MOST_BYTES:
            raise UnreadableError("unsafe")
        self._sizes = {one.filename: one.file_size for one in found}
        self._elements = 0

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    def tree(self, name: str) -> ElementTree.Element:
        """A part as XML. Office programs never declare a document type: with one, entities could grow without end."""
        data = self._read(name)
        try:
            self._look_through(data)
            return ElementTree.fromstring(data)  # noqa: S314 - without a document type there are no entities
        except (expat.ExpatError, ElementTree.ParseError, ValueError, LookupError) as error:
            raise UnreadableError("broken") from error

    def _look_through(self, data: bytes) -> None:
        depth = 0

        def declared(*_: object) -> None:
            raise UnreadableError("unsafe")

        def opened(*_: object) -> None:
            nonlocal depth
            depth += 1
            self._elements += 1
            if depth > DEEPEST or self._elements > MOST_ELEMENTS:
                raise UnreadableError("unsafe" if depth > DEEPEST else "long")

        def closed(*_: object) -> None:
            nonlocal depth
            depth -= 1

        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = declared
        parser.StartElementHandler, parser.EndElementHandler = opened, closed
        parser.Parse(data, True)

    def _read(self, name: str) -> bytes:
        """A part, no longer than it says it is: an archive that lies about that ends in an error of its checksum."""
        if name not in self._sizes:
            raise UnreadableError("broken")
        if self._sizes[name] > MOST_PART:
            raise UnreadableError("long")
        try:
            with self._zip.open(name) as part:
                return part.read(self._sizes[name])  # without a number it would first be unpacked as a whole
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise UnreadableError("broken") from error
