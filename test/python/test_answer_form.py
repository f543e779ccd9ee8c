"""What the program writes as an answer is what the training scenes say: gossan_scenes' own answers, read and written again by Node."""

import json
import pathlib
import subprocess

import pytest

torch = pytest.importorskip("torch")

from gossan_scenes import QuestionWriter, SceneRenderer, SpectralLibrary  # noqa: E402
from gossan_scenes.jsonl import conversations  # noqa: E402
from gossan_scenes.pieces import build_pieces  # noqa: E402

ROOT = pathlib.Path(__file__).parents[2]
TASKS = {"copper": "yesno", "minerals": "minerals", "probability": "probability", "ground minerals": "ground", "ground types": "ground", "describe": "describe"}
SCRIPT = """
import { readFileSync } from 'node:fs';
import { writeReply } from './agents/vision/answer-form.ts';
import { expectedOf, replyFromJson, replyOf } from './fine-tune/curation/replies.ts';
for (const line of readFileSync(0, 'utf8').trim().split('\\n')) {
  const { task, language, text } = JSON.parse(line);
  const reply = replyOf(task, text);
  const again = reply && replyFromJson(task, JSON.parse(JSON.stringify(expectedOf(reply))));
  process.stdout.write(JSON.stringify([reply && writeReply(reply, language), again && writeReply(again, language)]) + '\\n');
}
"""


def node() -> str:
    own = ROOT / "node_modules" / ".bin" / "node"
    return str(own) if own.exists() else "node"


def test_answers_are_read_and_written_the_same():
    library = SpectralLibrary.load("cpu", split="train")
    renderer = SceneRenderer(library, views=["true-colour"], device="cpu", seed=5)
    writer = QuestionWriter(lambda texts: [[0] for _ in texts], "cpu", seed=5, views=renderer.views)
    pieces, rows = build_pieces(), []
    truth = renderer.batch(48).truth
    for name, task in TASKS.items():
        talk = writer.write(truth, turns=(1, 1), tasks=[name])
        for at in range(len(truth)):
            _, answer = conversations(pieces, talk.pieces[at].tolist())
            rows.append({"task": task, "language": "zh" if talk.languages[at, 0] else "en", "text": answer["value"]})
    given = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    ran = subprocess.run([node(), "--input-type=module", "-e", SCRIPT], input=given, capture_output=True, text=True, cwd=ROOT, check=True)
    written = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(written) == len(rows)
    wrong = [(row, back) for row, back in zip(rows, written) if back != [row["text"], row["text"]]]
    assert not wrong, f"{len(wrong)} of {len(rows)}: {wrong[:3]}"
