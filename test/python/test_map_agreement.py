"""Agreement of a mineral map with the minerals that the scene was rendered from. Agreement, never accuracy."""

import json
import subprocess
import sys


def test_map_agrees_with_what_was_rendered(shared, scene, mapped):
    tool = shared / "tools" / "score_semireal_map.py"
    done = subprocess.run(
        [sys.executable, tool, mapped.folder, scene], capture_output=True, text=True, timeout=300, check=True
    )
    score = json.loads(done.stdout)
    print(done.stdout.strip())
    assert score["n"] > 5000
    # Share of pixels whose set of minerals is exactly the one that was rendered, mixtures included.
    assert score["exact"] >= 0.60
    # Pixels without any material must mostly stay unnamed: silence is an answer.
    assert score["empty_named"] <= 0.10 * max(score["empty"], 1)
