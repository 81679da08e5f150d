"""The command line as it is: commands, options, exit codes."""

import inspect
from typing import Any, get_args

from reference.tabular import code, table
from zoning import cli, errors

_CODES = {
    0: "Done. Every file of the results folder is written.",
    1: "The program failed. The message names a file with the details; the results folder is unchanged.",
    2: "Wrong use of the command line: an unknown command or option, an argument missing.",
    130: "Interrupted with Ctrl+C; nothing was written.",
}


def commands() -> list[str]:
    """Return the section on commands."""
    lines = [
        "## Commands",
        "",
        "`python -m zoning` is the same as `zoning`. `zoning --help` lists the commands, `zoning COMMAND --help` explains one.",
        "",
    ]
    for name, command in cli.loaded().items():
        lines += [f"### zoning {name}", "", str(command.help), "", str(command.epilog), ""]
        lines += table(
            ("argument or option", "default", "meaning"),
            [_option(p, inspect.unwrap(command.callback)) for p in command.params],
        )
    return lines


def _option(option: Any, function: Any) -> tuple[str, str, str]:
    named = ", ".join(option.opts) if option.opts[0].startswith("-") else ""
    shown = f"{named} {option.metavar or ''}".strip() or option.name
    choices = _choices(inspect.signature(function).parameters[option.name].annotation)
    default = (
        "required" if option.required else "" if option.default in (None, False) else code(option.default)
    )
    return code(shown) + (f" {choices}" if choices else ""), default, option.help


def _choices(annotation: Any) -> str:
    """The words a Literal option takes, nested in whatever optional and annotated types."""
    found = [str(part) for part in get_args(annotation) if isinstance(part, str)]
    deeper = [part for part in get_args(annotation) if not isinstance(part, str) and get_args(part)]
    return " or ".join(code(word) for word in found) or next(filter(None, map(_choices, deeper)), "")


def exit_codes() -> list[str]:
    """Return the section on exit codes, those of our errors from the errors themselves."""
    told: dict[int, list[str]] = {number: [text] for number, text in _CODES.items()}
    for kind in _below(errors.ZoningError):
        told.setdefault(kind.exit_code, []).append(f"`{kind.__name__}`: {_first_line(kind)}")
    rows = [(str(number), "<br>".join(told[number])) for number in sorted(told)]
    return ["## Exit codes", "", *table(("code", "meaning"), rows)]


def _below(kind: type[errors.ZoningError]) -> list[type[errors.ZoningError]]:
    return [below for child in kind.__subclasses__() for below in (child, *_below(child))]


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]
