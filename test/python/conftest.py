"""What the Python tests share: the shared folder, the Gossan program, and one map of one semi-real scene."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = (ROOT / os.environ.get("GOSSAN_SHARED", "../shared")).resolve()
NODE = ROOT / "node_modules" / "node" / "bin" / "node"

# Where the most materials of the reference map meet in a small window; rendered in a second.
WINDOW = (150, 325, 96, 96)


@pytest.fixture(scope="session")
def shared():
    """The folder of data and tools that is beside the project in development, and nowhere else."""
    if not (SHARED / "tools" / "make_semireal_cuprite.py").exists():
        pytest.skip(f"needs the shared folder, not found at {SHARED} (GOSSAN_SHARED)")
    return SHARED


def gossan(*args, **options):
    """Runs the built program. Returns the finished process; stdout and stderr are text."""
    command = [str(NODE), str(ROOT / "cli" / "bin" / "gossan.js"), *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, **options)


@pytest.fixture(scope="session")
def scene(shared, tmp_path_factory):
    """A semi-real Cuprite cube: real positions, depths and brightness, laboratory absorption shapes."""
    path = tmp_path_factory.mktemp("cuprite") / "cuprite.img"
    tool = shared / "tools" / "make_semireal_cuprite.py"
    subprocess.run([sys.executable, tool, path, "--window", *map(str, WINDOW)], check=True, timeout=300)
    return path


class Map:
    """What `gossan map` left: its folder, and the summary that it printed."""

    def __init__(self, folder, summary):
        self.folder = folder
        self.summary = summary


@pytest.fixture(scope="session")
def mapped(scene, tmp_path_factory):
    """The map of the semi-real scene."""
    folder = tmp_path_factory.mktemp("map")
    done = gossan("map", scene.with_suffix(".hdr"), "--out", folder, "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    return Map(folder, json.loads(done.stdout))
