"""Agreement of a model's answers with the truth of rendered scenes, beside what needs no model."""

import collections
import json
import math
import pathlib
import statistics

import torch
from gossan_scenes.names import load_data

from .answers import read_alteration, read_boxes, read_lines, read_minerals
from .generate import Reading, answer, expected_probability, prompts_of
from .measures import Presence, auc, best_overlaps, calibration_error, fit_platt
from .nearest import nearest_library
from .scenes import Source
from .settings import SETTINGS
from .tokens import Tokens

# Scenes at a time, and tokens of the longest answers: four boxes.
BATCH = {"cuda": 256, "cpu": 8}
LONGEST = {"minerals": 64, "ground": 160, "ground minerals": 160, "ground types": 160, "describe": 160}
GROUND = ("ground", "ground minerals", "ground types")
# Of the nearest-spectrum baseline: cubes are large.
NEAREST_SCENES = 128
WHOLE = (0, 0, 1000, 1000)


class Examiner:
    """Asks a model one task about the scenes of one split. All weights are used as they are, in float32."""

    def __init__(self, model, tokens: Tokens, views: list[str], device: torch.device):
        self.model, self.tokens, self.views, self.device = model.eval(), tokens, views, device
        self.end = tokens.special["<|im_end|>"]
        self.answers = {language: load_data("answers")[language] for language in ("en", "zh")}

    def batches(self, task: str, split: str, seed: int, scenes: int):
        """Readings of one question a scene, with the batch that it is of."""
        source = Source(self.tokens, self.views, self.device, seed, split, turns=(1, 1))
        size = min(BATCH[self.device.type], scenes)
        for _ in range(0, scenes, size):
            batch = source.batch(size, [task])
            prompts, lengths = prompts_of(batch.input_ids, batch.labels)
            with torch.no_grad():
                yield Reading(self.model, batch.pixels, prompts, lengths, batch.view_order), batch

    def yes_no(self, task: str, split: str, seed: int, scenes: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Difference of the logits of yes and no, and whether yes is true."""
        yes, no = ([self.tokens.one(self.answers[language][word]) for language in ("en", "zh")] for word in ("yes", "no"))
        scores, truths = [], []
        for reading, batch in self.batches(task, split, seed, scenes):
            language = batch.talk.languages[:, 0]
            yes_ids, no_ids = torch.tensor(yes, device=self.device)[language], torch.tensor(no, device=self.device)[language]
            rows = torch.arange(len(language), device=self.device)
            scores.append(reading.logits[rows, yes_ids] - reading.logits[rows, no_ids])
            first = (batch.labels != -100).long().argmax(1)
            truths.append(batch.labels[rows, first] == yes_ids)
        return torch.cat(scores), torch.cat(truths)

    def said_and_true(self, task: str, split: str, seed: int, scenes: int) -> list[tuple[str, str]]:
        """The model's answer and the truth's, as texts."""
        pairs = []
        for reading, batch in self.batches(task, split, seed, scenes):
            said = answer(reading, self.end, LONGEST[task]).cpu()
            for row, labels in zip(said, batch.labels.cpu()):
                true = labels[(labels != -100) & (labels != self.end)]
                pairs.append((self.tokens.decode(row), self.tokens.decode(true)))
        return pairs

    def probability(self, split: str, seed: int, scenes: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Expected favourability, and the true one."""
        digits = torch.tensor(self.tokens.digits, device=self.device)
        said, true = [], []
        for reading, batch in self.batches("probability", split, seed, scenes):
            said.append(expected_probability(reading, int(digits[0]), int(digits[1]), self.tokens.one("."), digits))
            true.append(batch.truth.copper)
        return torch.cat(said), torch.cat(true)


@torch.no_grad()
def examine(model, tokens: Tokens, views: list[str], device: torch.device, scenes: int, split: str) -> dict:
    """All figures on one split. Platt's a and b come from other scenes of it; the majority's constants from the same, in its favour."""
    ask = Examiner(model, tokens, views, device)
    seed, other = SETTINGS["report_seed"], SETTINGS["report_seed"] + 1
    found: dict = {"scenes": scenes}
    for task in ("copper", "present"):
        found[task] = yes_no_figures(ask.yes_no(task, split, other, scenes), ask.yes_no(task, split, seed, scenes))
    said, true = ask.probability(split, seed, scenes)
    found["probability"] = {"error": (said - true).abs().mean().item(), "majority": {"error": (true - true.median()).abs().mean().item()}}
    pairs = ask.said_and_true("minerals", split, seed, scenes)
    found["minerals"] = mineral_figures(pairs)
    found["minerals"]["nearest"] = nearest_library(views, device, split, seed, min(scenes, NEAREST_SCENES), load_data("truth")["listed"])
    found["describe"] = describe_figures(ask.said_and_true("describe", split, seed, scenes))
    for task in GROUND:
        found[task] = ground_figures(ask.said_and_true(task, split, seed, scenes))
    return found


def yes_no_figures(fit, test) -> dict:
    a, b = fit_platt(*fit)
    score, true = test
    rate = true.float().mean().item()
    return {
        "auc": auc(score, true),
        "agreement": ((score > 0) == true).float().mean().item(),
        "calibration_error": calibration_error(torch.sigmoid(a * score + b), true),
        "calibration": {"a": a, "b": b},
        "majority": {"auc": 0.5, "agreement": max(rate, 1 - rate)},
    }


def mineral_figures(pairs: list[tuple[str, str]]) -> dict:
    """Presence and shares as listed (3 % of the ground or more); the majority lists the minerals that do so best, always."""
    model, truths = Presence(), [read_minerals(true) for _, true in pairs]
    for (said, _), true in zip(pairs, truths):
        model.add(read_minerals(said), true)
    often = collections.Counter(name for true in truths for name in true)
    best: dict = {"f1": 0.0}
    for number in range(1, 9):
        shares = {name: statistics.mean(true[name] for true in truths if name in true) for name, _ in often.most_common(number)}
        constant = Presence()
        for true in truths:
            constant.add(shares, true)
        best = max(best, constant.figures(), key=lambda found: found["f1"])
    exact = sum(said == true for said, true in pairs) / len(pairs)
    return {**model.figures(), "exact_text": exact, "majority": best}


def describe_figures(pairs: list[tuple[str, str]]) -> dict:
    kinds = [read_alteration(true) for _, true in pairs]
    lines = [(read_lines(said), read_lines(true)) for said, true in pairs]

    def share(key: str) -> float:
        return sum(said.get(key) == true.get(key) for said, true in lines) / len(lines)

    presence = Presence()
    for said, true in lines:
        presence.add(read_minerals(said.get("minerals", "")), read_minerals(true.get("minerals", "")))
    return {
        "alteration": sum(read_alteration(said) == kind for (said, _), kind in zip(pairs, kinds)) / len(kinds),
        "zoning": share("zoning"),
        "confidence": share("confidence"),
        "minerals_f1": presence.figures()["f1"],
        "majority": {"alteration": collections.Counter(kinds).most_common(1)[0][1] / len(kinds)},
    }


def ground_figures(pairs: list[tuple[str, str]]) -> dict:
    """Mean best overlap of true boxes; the baseline knows the right labels and draws the whole window for each."""
    boxes = [(read_boxes(said), read_boxes(true)) for said, true in pairs]
    model = [found for said, true in boxes for found in best_overlaps(said, true)]
    whole = [found for _, true in boxes for found in best_overlaps([(label, WHOLE) for label, _ in true], true)]
    empty = [not said for said, true in boxes if not true]
    return {
        "iou": statistics.mean(model) if model else float("nan"),
        "iou_half": sum(found >= 0.5 for found in model) / max(len(model), 1),
        "nothing_said_when_nothing_is_there": sum(empty) / max(len(empty), 1),
        "boxes": len(model),
        "whole_window": {"iou": statistics.mean(whole) if whole else float("nan")},
    }


def report(model, tokens: Tokens, views: list[str], device: torch.device, scenes: int, out: pathlib.Path | None) -> dict:
    """Examines both splits, prints a table, and writes the figures as JSON."""
    found = {split: examine(model, tokens, views, device, scenes, split) for split in ("held", "train")}
    found["note"] = "Agreement with the truth of rendered scenes, which are synthetic; held: spectra that training never saw."
    print(table(found))
    if out:
        out.write_text(json.dumps(rounded(found), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return found


def rounded(value):
    """Figures as JSON has them: four decimals, null for what cannot be said."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value


ROWS = [
    ("copper alteration, AUC", ("copper", "auc"), ("copper", "majority", "auc")),
    ("copper alteration, agreement", ("copper", "agreement"), ("copper", "majority", "agreement")),
    ("copper alteration, calibration error", ("copper", "calibration_error"), None),
    ("is NAME here, AUC", ("present", "auc"), ("present", "majority", "auc")),
    ("minerals present, F1", ("minerals", "f1"), ("minerals", "majority", "f1")),
    ("the same, nearest library spectrum", ("minerals", "nearest", "f1"), None),
    ("mineral share, mean error", ("minerals", "share_error"), ("minerals", "majority", "share_error")),
    ("alteration type, agreement", ("describe", "alteration"), ("describe", "majority", "alteration")),
    ("favourability, mean error", ("probability", "error"), ("probability", "majority", "error")),
    ("box of NAME, IoU", ("ground", "iou"), ("ground", "whole_window", "iou")),
    ("boxes of minerals, IoU", ("ground minerals", "iou"), ("ground minerals", "whole_window", "iou")),
    ("boxes of types, IoU", ("ground types", "iou"), ("ground types", "whole_window", "iou")),
]


def table(found: dict) -> str:
    """The figures as Markdown; the baseline is the constant answer that does best (for boxes: the whole window, rightly named)."""

    def of(split: str, path) -> str:
        if path is None:
            return ""
        value = found[split]
        for key in path:
            value = value[key]
        return f"{value:.3f}"

    lines = ["| task | held | baseline | train | baseline |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {name} | {of('held', path)} | {of('held', base)} | {of('train', path)} | {of('train', base)} |" for name, path, base in ROWS]
    return "\n".join(lines)
