"""Packages and sources from Debian's archive without touching the machine's own package lists."""

import os
import re
import subprocess
from pathlib import Path

CROSS = "riscv64-linux-gnu-"
SUITE = "trixie"  # Debian's first with riscv64
TOOLS_SUITE = "bookworm-backports"  # has tools of newer kernels that run on Debian 12
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


class BuildError(Exception):
    pass


def run(command, log=None, **options):
    """Runs a command quietly; its output is shown where it fails."""
    result = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options
    )
    if log:
        log.write_text(result.stdout)
    if result.returncode != 0:
        words = " ".join(str(part) for part in command[:6])
        raise BuildError(f"{words} … failed:\n{result.stdout[-4000:]}")
    return result.stdout


def debian_mirror():
    """The first Debian mirror in the machine's own apt sources."""
    text = "".join(
        path.read_text()
        for path in [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
        if path.is_file()
    )
    for address in re.findall(r"^\s*(?:URIs:|deb(?:\s+\[[^]]*\])?)\s+(\S+/debian)/?\s*", text, re.M):
        return address
    raise BuildError("no Debian mirror in /etc/apt/sources.list or /etc/apt/sources.list.d")


class Apt:
    """Package lists of our own, for riscv64; they are fetched once for each build folder."""

    def __init__(self, folder):
        self.folder = folder
        self.config = folder / "apt.conf"
        for name in ("lists/partial", "cache/archives/partial", "state"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "state" / "status").touch()
        mirror = debian_mirror()
        signed = f"signed-by={KEYRING}"
        (folder / "sources.list").write_text(
            f"deb [arch=riscv64 {signed}] {mirror} {SUITE} main\n"
            f"deb-src [{signed}] {mirror} {SUITE} main\n"
            f"deb [arch=amd64 {signed}] {mirror} {TOOLS_SUITE} main\n"
        )
        self.config.write_text(
            f'Dir::State "{folder}/state";\nDir::State::Lists "{folder}/lists";\n'
            f'Dir::State::status "{folder}/state/status";\nDir::Cache "{folder}/cache";\n'
            f'Dir::Etc::SourceList "{folder}/sources.list";\nDir::Etc::SourceParts "/dev/null";\n'
            'APT::Architecture "riscv64";\nAPT::Architectures { "riscv64"; "amd64"; };\n'
            'APT::Sandbox::User "root";\n'
        )
        self.environment = {**os.environ, "APT_CONFIG": str(self.config)}

    def update(self):
        if not any(self.folder.glob("lists/*_Sources*")):
            run(["apt-get", "update", "-qq"], env=self.environment)

    def versions(self, pattern):
        """Names of packages that match a regular expression, oldest first."""
        self.update()
        names = run(["apt-cache", "pkgnames"], env=self.environment).split()
        return sorted(name for name in names if re.fullmatch(pattern, name))

    def depends(self, package):
        """The first package that `package` depends on: what a package without contents stands for."""
        self.update()
        text = run(["apt-cache", "depends", "--important", package], env=self.environment)
        found = re.search(r"Depends: (\S+)", text)
        if not found:
            raise BuildError(f"Debian {SUITE} has no package {package} for riscv64")
        return found[1].split(":")[0]

    def unpack(self, package, target, *members):
        """Downloads a binary package and unpacks it, or those of its files, into `target`."""
        self.update()
        stamp = target / f".{package.replace(':', '_')}"
        if stamp.exists():
            return
        target.mkdir(parents=True, exist_ok=True)
        downloads = self.folder / "downloads" / package.replace(":", "_")
        downloads.mkdir(parents=True, exist_ok=True)
        if not any(downloads.glob("*.deb")):
            run(["apt-get", "download", "-qq", package], cwd=downloads, env=self.environment)
        archive = next(downloads.glob("*.deb"))
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE) as tar:
            run(["tar", "x", "-C", target, "--wildcards", *members], stdin=tar.stdout)
        stamp.touch()

    def source(self, package, file, folder):
        """Downloads a source package; some mirrors miss parts of it, and only `file` is wanted."""
        self.update()
        subprocess.run(
            ["apt-get", "source", "--download-only", "-qq", package],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            check=False,
        )
        if not (folder / file).is_file():
            raise BuildError(f"apt could not download {file} of Debian {SUITE}'s source package {package}")
