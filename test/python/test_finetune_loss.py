"""The loss: the same from kept features as from the whole pass, as transformers computes it, and however a step is cut."""

import dataclasses
from contextlib import nullcontext

import pytest

from finetune_sets import nano_base, qwen_base, write_set
from nano_model import torch

from gossan_adapters import attach
from gossan_finetune.base import open_base
from gossan_finetune.features import Features
from gossan_finetune.lines import read_lines
from gossan_finetune.samples import Table, batch_of, samples_of
from gossan_finetune.student import Student
from gossan_nano import forward
from gossan_nano.trainee import normalise

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def bases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bases")
    return {"nano": open_base(nano_base(folder / "nano"), CPU), "qwen": open_base(qwen_base(folder / "qwen"), CPU, pixels=64)}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write_set(tmp_path_factory.mktemp("set") / "one", train=5)


def student_of(base, data, dtype, store=None, power=1.0):
    table = Table(base.side)
    samples = samples_of(read_lines(data / "train.jsonl"), base, table, 2048, False)
    # One row shows a picture less than the others.
    samples[1] = dataclasses.replace(samples_of(read_lines(data / "val.jsonl"), base, table, 2048, False)[0])
    return Student(base, Features(base, table.rows, dtype, store, nullcontext), length_power=power), samples


def loss(student, samples):
    total, weight = student.loss(batch_of(samples, student.base.tokens.special["<|endoftext|>"], CPU))
    return total / weight


@pytest.mark.parametrize("name", ["nano", "qwen"])
@torch.no_grad()
def test_kept_features_give_the_loss_of_the_whole_pass(name, bases, data, tmp_path):
    base = bases[name]
    whole, samples = student_of(base, data, "none")
    reference = loss(whole, samples)
    assert float(loss(student_of(base, data, "float32")[0], samples) - reference) == pytest.approx(0, abs=1e-6)
    disk, _ = student_of(base, data, "float32", tmp_path / "features.npy")
    assert float(loss(disk, samples) - reference) == pytest.approx(0, abs=1e-6)
    assert (tmp_path / "features.npy").stat().st_size > disk.features.megabytes * 2**20
    assert float(loss(student_of(base, data, "float16")[0], samples) - reference) == pytest.approx(0, abs=1e-4)
    # bfloat16 has 8 bits: enough for a base that computes in it anyway.
    assert float(loss(student_of(base, data, "bfloat16")[0], samples) - reference) == pytest.approx(0, abs=1e-2)


@pytest.mark.parametrize("name", ["nano", "qwen"])
@torch.no_grad()
def test_the_loss_is_that_of_transformers(name, bases, data):
    base = bases[name]
    student, samples = student_of(base, data, "float32")
    for sample in samples[:3]:
        alone = dataclasses.replace(sample, weight=1.0)
        pixels = normalise(torch.stack([student.features.pictures[row] for row in sample.pictures]))
        patches = forward.patches_of(pixels, 16, 2).view(-1, 3, 1, 16, 16).expand(-1, -1, 2, -1, -1).reshape(-1, 3 * 2 * 256)
        ids = sample.ids[None]
        theirs = base.model(
            input_ids=ids, attention_mask=torch.ones_like(ids), pixel_values=patches, labels=sample.labels[None],
            image_grid_thw=torch.tensor([[1, base.side // 16, base.side // 16]] * len(pixels)), mm_token_type_ids=(ids == base.image_token).int(),
        )  # fmt: skip
        assert float(loss(student, [alone])) == pytest.approx(float(theirs.loss), abs=2e-5)


def test_a_step_is_the_same_however_it_is_cut(bases, data):
    base = bases["nano"]
    adapter = attach(base.model, "lora", {"r": 4}, "cut")
    student, samples = student_of(base, data, "float32", power=0.5)
    pad = base.tokens.special["<|endoftext|>"]
    with torch.no_grad():
        for value in adapter.parameters():
            value.add_(0.05)

    def gradients(parts):
        batches = [batch_of(part, pad, CPU) for part in parts]
        whole = sum(student.weights_of(batch).sum() for batch in batches)
        for batch in batches:
            (student.loss(batch)[0] / whole).backward()
        found = [value.grad.clone() for value in adapter.parameters()]
        for value in adapter.parameters():
            value.grad = None
        return found

    for one, other in zip(gradients([samples]), gradients([samples[:1], samples[1:4], samples[4:]])):
        assert torch.allclose(one, other, atol=1e-5)


def test_weights_of_lines_and_lengths(bases, data):
    student, samples = student_of(bases["nano"], data, "float32", power=0.5)
    weights = student.weights_of(batch_of(samples, 0, CPU)).sum(1)
    for weight, sample in zip(weights.tolist(), samples):
        assert weight == pytest.approx(sample.weight * sample.learned**0.5, rel=1e-5)
