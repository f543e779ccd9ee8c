"""Answers of all tasks from a truth, as columns of pieces: 0 (the empty piece) where an answer has no more."""

import torch

from .names import load_data
from .pieces import LANGUAGES, Pieces
from .truth import Truth


class AnswerWriter:
    """`write[task]` gives [n, columns] of piece rows for a truth, the named subjects [n] and the languages [n] (0 en, 1 zh)."""

    def __init__(self, pieces: Pieces, device):
        self.pieces = pieces
        self.rules = load_data("truth")
        self.minerals = len(pieces.names.minerals)
        self.types = len(pieces.names.types)
        keys = {key[0] for key in pieces.rows if key[-1] in LANGUAGES and len(key) == 2}
        self.starts = {
            key: torch.tensor([pieces.rows[key, language] for language in LANGUAGES], device=device) for key in keys
        }
        self.write = {
            "copper": lambda truth, subject, language: self.row("yes", language, truth.copper_yes)[:, None],
            "present": self.present,
            "minerals": lambda truth, subject, language: self.mineral_list(truth, language, "first", True),
            "probability": lambda truth, subject, language: self.row("probability", None, hundredths(truth.copper))[:, None],
            "ground": self.ground_one,
            "ground minerals": lambda truth, subject, language: self.ground(truth, language, 0, self.minerals),
            "ground types": lambda truth, subject, language: self.ground(truth, language, self.minerals, None),
            "describe": self.describe,
        }

    def row(self, key: str, language: torch.Tensor | None, at) -> torch.Tensor:
        """Row of the piece `at` places after the start of a series; language None: the series is of both."""
        at = torch.as_tensor(at).long()
        return self.pieces.rows[key,] + at if language is None else self.starts[key][language] + at.to(language.device)

    def share_of(self, truth: Truth) -> torch.Tensor:
        """[n, M + T] share of minerals and of types."""
        return torch.cat([truth.fractions, truth.alteration], 1)

    def present(self, truth: Truth, subject: torch.Tensor, language: torch.Tensor) -> torch.Tensor:
        share = self.share_of(truth).gather(1, subject[:, None]).squeeze(1)
        return self.row("yes", language, share >= self.rules["listed"])[:, None]

    def mineral_list(self, truth: Truth, language: torch.Tensor, opening: str, closed: bool) -> torch.Tensor:
        """Name, percent, name, percent …, and what follows the last percent when `closed`."""
        value, mineral = truth.fractions.topk(self.rules["listed_most"], 1)
        there = value >= self.rules["listed"]
        names = self.row("following", language[:, None], mineral)
        first = torch.where(there[:, 0], mineral[:, 0], self.minerals)
        names = torch.where(there, names, 0)
        names[:, 0] = self.row(opening, language, first)
        numbers = torch.where(there, self.row("percent", language[:, None], hundredths(value)), 0)
        columns = torch.stack([names, numbers], 2).flatten(1)
        if not closed:
            return columns
        end = torch.where(there[:, 0], self.row("after", language, 0), 0)
        return torch.cat([columns, end[:, None]], 1)

    def ground_one(self, truth: Truth, subject: torch.Tensor, language: torch.Tensor) -> torch.Tensor:
        wanted = torch.zeros_like(truth.box_share, dtype=torch.bool).scatter_(1, subject[:, None], True)
        return self.boxes(truth, language, torch.where(wanted, truth.box_share, 0.0))

    def ground(self, truth: Truth, language: torch.Tensor, first: int, last: int | None) -> torch.Tensor:
        share = torch.zeros_like(truth.box_share)
        share[:, first:last] = truth.box_share[:, first:last]
        return self.boxes(truth, language, share)

    def boxes(self, truth: Truth, language: torch.Tensor, share: torch.Tensor) -> torch.Tensor:
        """Boxes of the subjects with the largest shares [n, M + T], as JSON."""
        value, subject = share.topk(self.rules["boxes"], 1)
        there = value > 0
        corners = truth.boxes.gather(1, subject[..., None].expand(-1, -1, 4))
        coordinates = self.row("coordinate", None, corners)
        comma = torch.full_like(coordinates[..., 0], self.pieces.rows["comma",])
        another = torch.cat([there[:, 1:], torch.zeros_like(there[:, :1])], 1)
        label = torch.where(
            another,
            self.row("label, more", language[:, None], subject),
            self.row("label, last", language[:, None], subject),
        )
        x0, y0, x1, y1 = coordinates.unbind(2)
        box = torch.stack([x0, comma, y0, comma, x1, comma, y1, label], 2) * there[..., None]
        opening = torch.where(there[:, 0], self.pieces.rows["box",], self.pieces.rows["no box",])
        return torch.cat([opening[:, None], box.flatten(1)], 1)

    def describe(self, truth: Truth, subject: torch.Tensor, language: torch.Tensor) -> torch.Tensor:
        listed = self.mineral_list(truth, language, "titled", False)
        any_mineral = truth.fractions.amax(1) >= self.rules["listed"]
        share, kind = truth.alteration.max(1)
        kind = torch.where(share >= self.rules["listed"], kind, self.types)
        alteration = torch.where(
            any_mineral,
            self.row("alteration after percent", language, kind),
            self.row("alteration", language, kind),
        )
        first, second = (truth.largest.clamp_min(0) * self.places + truth.place).unbind(1)
        there = truth.largest >= 0
        zoning = torch.where(there[:, 0], self.row("zoning", language, first), self.row("no zoning", language, 0))
        beside = torch.where(there[:, 1], self.row("zoning beside", language, second), 0)
        levels = self.rules["copper_levels"]
        number = hundredths(truth.copper)
        level = (number >= 100 * levels["moderate"]).long() + (number >= 100 * levels["high"]).long()
        lines = [
            alteration,
            zoning,
            beside,
            self.row("copper", language, level),
            self.row("copper number", language, number),
            self.row("confidence", language, truth.confidence - 1),
        ]
        return torch.cat([listed, torch.stack(lines, 1)], 1)

    @property
    def places(self) -> int:
        return len(load_data("answers")["en"]["places"])


def hundredths(value: torch.Tensor) -> torch.Tensor:
    return (value * 100).round().long().clamp(0, 100)
