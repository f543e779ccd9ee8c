"""What is true of windows, as JSON: what `eval vision` expects of each task, and the answers that a geologist would approve."""

import torch
from gossan_scenes.answers import AnswerWriter
from gossan_scenes.names import load_data
from gossan_scenes.pieces import LANGUAGES, build_pieces
from gossan_scenes.truth import Truth

# The tasks of the program by those of gossan_scenes.
TASKS = {"yesno": "copper", "minerals": "minerals", "probability": "probability", "ground": "ground minerals", "describe": "describe"}


class TruthWriter:
    def __init__(self):
        self.pieces = build_pieces()
        self.answers = AnswerWriter(self.pieces, "cpu")
        self.listed = load_data("truth")["listed"]

    def windows(self, truth: Truth) -> list[dict]:
        """For each window `minerals` {name: share of the ground}, `alteration`, `expected` by task, `answers` by task and language."""
        spoken = self.spoken(truth)
        return [{**self.facts(truth, at), "answers": {task: {language: spoken[task, language][at] for language in LANGUAGES} for task in TASKS}} for at in range(len(truth))]

    def facts(self, truth: Truth, at: int) -> dict:
        names, types = truth.names.mineral_names, truth.names.types
        shares = {name: round(share, 3) for name, share in zip(names, truth.fractions[at].tolist()) if share >= self.listed}
        minerals = dict(sorted(shares.items(), key=lambda pair: -pair[1])[: load_data("truth")["listed_most"]])
        share, kind = truth.alteration[at].max(0)
        alteration = types[int(kind)] if float(share) >= self.listed else "none"
        value, order = truth.box_share[at, : len(names)].topk(load_data("truth")["boxes"])
        boxes = [{"bbox_2d": truth.boxes[at, which].tolist(), "label": names[which]} for which, held in zip(order.tolist(), value.tolist()) if held > 0]
        copper = round(float(truth.copper[at]), 3)
        expected = {
            "yesno": bool(truth.copper_yes[at]), "minerals": minerals or "none", "probability": copper, "ground": boxes,
            "describe": {"minerals": minerals or "none", "alteration": alteration, "copper": copper},
        }  # fmt: skip
        return {"minerals": minerals, "alteration": alteration, "valid": round(float(truth.valid[at]), 3), "expected": expected}

    def spoken(self, truth: Truth) -> dict[tuple[str, str], list[str]]:
        n, found = len(truth), {}
        subject = torch.zeros(n, dtype=torch.long)
        for task, own in TASKS.items():
            for number, language in enumerate(LANGUAGES):
                rows = self.answers.write[own](truth, subject, torch.full((n,), number))
                found[task, language] = ["".join(self.pieces.texts[piece] for piece in row) for row in rows.tolist()]
        return found
