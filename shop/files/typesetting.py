"""PDF pages and PNG charts by Typst. What people typed reaches it as data only and is never read as markup."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

HERE: Final = Path(__file__).parent
# Dots per inch: a chart of 360 points is 1080 dots wide, as sharp as a phone shows it.
SHARP: Final = 216


def pdf(name: str, data: dict[str, Any]) -> bytes:
    """A document by the template of that name."""
    return _made(name, data, "pdf")


def png(name: str, data: dict[str, Any]) -> bytes:
    """A picture by the template of that name."""
    return _made(name, data, "png")


def _made(name: str, data: dict[str, Any], kind: Literal["pdf", "png"]) -> bytes:
    import typst  # loaded by whoever sets one

    made = typst.compile(
        HERE / f"{name}.typ",
        format=kind,
        ppi=SHARP,
        sys_inputs={"data": json.dumps(data)},
        ignore_system_fonts=True,
        font_paths=_fonts(),
    )
    return bytes(made)


@cache
def _fonts() -> list[Path]:
    import fontpkg_noto_sans
    import fontpkg_noto_sans_devanagari

    packages = (fontpkg_noto_sans, fontpkg_noto_sans_devanagari)
    return [Path(str(package.__file__)).parent / "files" for package in packages]
