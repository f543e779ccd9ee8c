"""Small seeded batches of training scenes that several tests look at. Skips where torch is not installed."""

import functools
import sys

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "model-server" / "python"))

torch = pytest.importorskip("torch", reason="training scenes need torch (model-server/python/requirements.txt)")

from gossan_scenes import QuestionWriter, SceneRenderer, SpectralLibrary  # noqa: E402

VIEWS = ("alteration-depths", "embedding", "iron")


@functools.cache
def library(split="train"):
    return SpectralLibrary.load("cpu", split)


@functools.cache
def drawn(n=6, seed=7):
    """A renderer, the ground of n scenes that it drew, and their truth."""
    renderer = SceneRenderer(library(), VIEWS, seed=seed)
    with torch.no_grad():
        ground = renderer.draw(n)
        return renderer, ground, renderer.teller.tell(ground, renderer.side)


@functools.cache
def letters_writer(seed=0, views=VIEWS):
    """A writer whose tokens are the letters themselves, so that a talk can be read back."""
    return QuestionWriter(letters, seed=seed, views=views)


def letters(texts):
    return [[0] if text == "<|endoftext|>" else [ord(letter) for letter in text] for text in texts]


def read(ids):
    return "".join(map(chr, ids.tolist()))


def answers_of(truth, task, rounds=4, subject=None):
    """(row, language, subject's name or None, question, answer) of talks about a truth with one task alone."""
    writer = letters_writer()
    found = []
    for _ in range(rounds):
        talk = writer.write(truth, (1, 1), tasks=[task])
        for row in range(len(truth)):
            text = read(talk.input_ids[row][talk.attention[row]])
            said = text.rsplit("<|vision_end|>\n", 1)[1]
            question, answer = said.split("<|im_end|>\n<|im_start|>assistant\n")
            language = "zh" if talk.languages[row, 0] else "en"
            asked = int(talk.subjects[row, 0])
            found.append((row, language, asked, question, answer.removesuffix("<|im_end|>\n")))
    return found
