"""An archive that is read with suspicion: nothing is unpacked to disk, and nothing beyond the limits at all."""

from __future__ import annotations

import zipfile
import zlib
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from samenhang.model import Text
from samenhang.validation.limits import Deadline, Limits, RefusedError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

_MOST_PARTS: Final = 10_000
_SMALL: Final = 10_000_000
"""A part up to this size does no harm, however well it was packed."""
_CHUNK: Final = 1 << 16
_ENCRYPTED: Final = 0x1
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Archive:
    """A zip file whose directory was found harmless; what its parts really unpack to is counted as they are read."""

    def __init__(self, packed: zipfile.ZipFile, limits: Limits, deadline: Deadline) -> None:
        self._zip = packed
        self._limits = limits
        self._deadline = deadline
        self._unpacked = 0
        self._streams: list[IO[bytes]] = []
        self._parts = {info.filename: info for info in packed.infolist() if not info.is_dir()}
        self._by_lower = {name.lower(): name for name in self._parts}
        self._judge()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its parts."""
        return tuple(self._parts)

    def find(self, name: str) -> str | None:
        """Return the part with a name, whatever its case; None when there is none."""
        plain = name.lstrip("/")
        return plain if plain in self._parts else self._by_lower.get(plain.lower())

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part piece by piece; RefusedError as soon as it is damaged or more than the limits allow."""
        info = self._parts[name]
        size = 0
        with _readable(name), self.open_part(name) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                self._unpacked += len(chunk)
                if self._unpacked > 2 * self._limits.unpacked or _bomb(size, info.compress_size, self._limits):
                    raise _too_much(self._limits)
                self._deadline.check()
                yield chunk

    def read(self, name: str, most: int = _SMALL) -> bytes:
        """Return a whole part of at most so many bytes."""
        found = bytearray()
        for chunk in self.chunks(name):
            found += chunk
            if len(found) > most:
                raise _too_much(self._limits)
        return bytes(found)

    def open(self, name: str) -> IO[bytes]:
        """Return a part as a stream one can go back in; it was counted once, as far as its directory entry says."""
        for _ in self.chunks(name):
            continue
        return self.open_part(name)

    def open_part(self, name: str) -> IO[bytes]:
        """Return a part as a stream, not looked at before; it closes with the archive at the latest."""
        stream = self._zip.open(self._parts[name])
        self._streams.append(stream)
        return stream

    def close(self) -> None:
        """Close every stream that an error or a reader that had enough left open."""
        for stream in self._streams:
            stream.close()

    def _judge(self) -> None:
        infos = list(self._parts.values())
        if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > self._limits.unpacked:
            raise _too_much(self._limits)
        if any(_bomb(info.file_size, info.compress_size, self._limits) for info in infos):
            raise _too_much(self._limits)
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise RefusedError(
                Text(
                    "Het bestand is met een wachtwoord beveiligd. Bewaar het zonder wachtwoord.",
                    "The file is protected by a password. Save it without a password.",
                )
            )


@contextmanager
def opened(path: Path, limits: Limits, deadline: Deadline) -> Iterator[Archive]:
    """Open an archive; RefusedError when it is damaged or would unpack to more than the limits allow."""
    with _readable(path.name):
        packed = zipfile.ZipFile(path)
    with packed, closing(Archive(packed, limits, deadline)) as archive:
        yield archive


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGED:
        raise RefusedError(
            Text(
                f"'{name}' is beschadigd of geen goed zipbestand. Bewaar het opnieuw.",
                f"'{name}' is damaged or not a proper zip file. Save it again.",
            )
        ) from None


def _bomb(size: int, packed: int, limits: Limits) -> bool:
    return size > _SMALL and size > limits.ratio * max(packed, 1)


def _too_much(limits: Limits) -> TooLargeError:
    size = f"{limits.unpacked // 1_000_000} MB"
    return TooLargeError(
        Text(
            f"Uitgepakt is dit bestand veel groter dan het lijkt (meer dan {size}, of onwaarschijnlijk sterk "
            f"samengeperst). Het wordt niet gelezen; bewaar de gegevens opnieuw of splits het bestand.",
            f"Unpacked, this file is far larger than it seems (over {size}, or packed improbably tightly). It is not "
            f"read; save the data again or split the file.",
        )
    )
