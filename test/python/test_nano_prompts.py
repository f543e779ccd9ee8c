"""What the program asks is what the base was trained to hear: the same words, and the same tokens."""

import json
import subprocess

import pytest

from conftest import NODE, ROOT
from nano_model import tokens

from gossan_nano.tokens import prompt
from gossan_scenes.names import load_data, load_names

# The program's tasks by those of the training: of a named subject, and of all.
TRAINED = {
    "yesno": ("copper", "present"),
    "minerals": ("minerals", None),
    "probability": ("probability", None),
    "ground": ("ground minerals", "ground"),
    "describe": ("describe", None),
}


@pytest.fixture(scope="module")
def asked():
    if not NODE.exists():
        pytest.skip("needs the installed npm packages")
    script = ROOT / "test" / "support" / "dump-prompts.ts"
    done = subprocess.run([NODE, script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_questions_are_among_the_wordings_of_the_training(asked):
    wordings = load_data("questions")["tasks"]
    seen = {}
    for question in asked["questions"]:
        language = question["language"]
        whole, named = TRAINED[question["task"]]
        known = {*wordings[whole][language]}
        if named:
            known |= {wording.replace("{name}", name) for wording in wordings[named][language] for name in load_names().asked(language)}
        assert question["question"] in known, question["question"]
        seen.setdefault((question["task"], language), set()).add(question["question"])
    # All of them, and each once: copper or all minerals, then every mineral and every type.
    subjects = len(load_names().spoken("en"))
    for (task, _), questions in seen.items():
        assert len(questions) == (1 + subjects if TRAINED[task][1] else 1)


def test_prompts_have_the_same_tokens(asked):
    for question in asked["questions"]:
        assert question["tokens"] == tokens().encode(prompt(asked["views"], question["question"])), question["question"]
