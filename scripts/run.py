"""Two commands on a fresh machine, with nothing but Python 3.11 or newer.

python3 scripts/run.py demo    make .venv, install the planner, run it on the invented district into out/demo/
python3 scripts/run.py test    install the test tools as well and run every check and test

Without internet: put the wheels in a folder and set PIP_FIND_LINKS=FOLDER and PIP_NO_INDEX=1.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)


def main(arguments: list[str]) -> int:
    """Run one of the two commands; what follows its name is handed on."""
    if sys.version_info < OLDEST:
        return _fail(f"需要 Python {OLDEST[0]}.{OLDEST[1]} 或更新版本 · needs Python {OLDEST[0]}.{OLDEST[1]} or newer, this is {sys.version.split()[0]}")  # fmt: skip
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "demo":
        return _install("") or _run("-m", "zoning", "demo", "--out", str(Path("out") / "demo"), *rest)
    if command == "test":
        return _install("test") or _run(str(ROOT / "scripts" / "check"), *rest)
    print(__doc__)
    return 0 if command in ("-h", "--help") else 2


def _install(extra: str) -> int:
    """Make .venv and install the package into it, unless that was done for these very requirements."""
    stamps = [VENV / f"installed-{name}" for name in ({"", "test"} if not extra else {extra})]
    wanted = _wanted()
    if PYTHON.exists() and any(stamp.exists() and stamp.read_text() == wanted for stamp in stamps):
        return 0
    print("首次安装，需要几分钟 · installing once, this takes some minutes", flush=True)
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, OSError) as error:
        return _fail(f"无法建立 .venv（Debian/Ubuntu 请先 apt install python3-venv）· cannot make .venv (on Debian/Ubuntu: apt install python3-venv first): {error}")  # fmt: skip
    target = f".[{extra}]" if extra else "."
    code = _run(
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-c",
        "constraints.txt",
        "-e",
        target,
    )
    if code:
        return _fail(
            "安装失败，请检查网络或 PIP_FIND_LINKS · installation failed; check the network, or PIP_FIND_LINKS"
        )
    (VENV / f"installed-{extra}").write_text(wanted)
    return 0


def _wanted() -> str:
    """What the installation depends on, as one number."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256(b"".join([*parts, sys.version.encode()])).hexdigest()


def _run(*arguments: str) -> int:
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, check=False).returncode


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
        sys.stderr.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
