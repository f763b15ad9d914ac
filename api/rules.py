"""Addresses of the web application that are matched at once and spelt out only where somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Address = tuple[str, str]


class LazyRule(Rule):
    """A rule whose builder of addresses is compiled when first used: compiling them all was half of the application's
    start, and hardly any is ever asked."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., Address]:
        compiled: list[Callable[..., Address]] = []
        compile_it = super()._compile_builder

        def build(rule: Rule, **values: Any) -> Address:
            if not compiled:
                compiled.append(compile_it(append_unknown))
            return compiled[0](rule, **values)

        return build
