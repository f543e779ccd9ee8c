"""Talks about scenes: one to three questions with their answers, in tokens, for a whole batch at once."""

from collections.abc import Callable
from dataclasses import dataclass

import torch

from .answers import AnswerWriter
from .chance import Chance
from .names import load_data
from .piece_table import PieceTable
from .pieces import LANGUAGES, NAMED_TASKS, Pieces, build_pieces
from .renderer import DEFAULT_VIEWS
from .truth import Truth

IGNORED = -100
# Of talks, and of turns within a talk in the other language than the rest.
CHINESE, SWITCH = 0.5, 0.1
# Of questions about a named subject: how often it is there.
NAMED_PRESENT = {"present": 0.5, "ground": 0.75}


@dataclass(frozen=True)
class Talk:
    """
    input_ids, labels, attention: [n, L], padded at the end; labels -100 but on answers and their <|im_end|>. view_order [n, V]: a
    permutation of the scene's views, of which the first view_count [n] are shown, in this order. tasks [n, turns]: index of
    questions.json's tasks, -1 for no more; languages, subjects the same (0 en, 1 zh; index of minerals, then types).
    pieces [n, s] and spoken [n, s]: the rows that the sequences were joined from, and which of them are learned.
    """

    input_ids: torch.Tensor
    labels: torch.Tensor
    attention: torch.Tensor
    view_order: torch.Tensor
    view_count: torch.Tensor
    tasks: torch.Tensor
    languages: torch.Tensor
    subjects: torch.Tensor
    pieces: torch.Tensor
    spoken: torch.Tensor


class QuestionWriter:
    """Writes questions and answers about truths. Seeded: the same truths in the same order give the same talks."""

    def __init__(
        self,
        pieces_to_tokens: Callable[[list[str]], list[list[int]]],
        device: str | torch.device = "cpu",
        seed: int = 0,
        views=DEFAULT_VIEWS,
    ):
        """`views`: the names of the scenes' views, in the order of their pixels. Raises KeyError for one that is no recipe."""
        self.pieces: Pieces = build_pieces()
        self.table = PieceTable([[], *pieces_to_tokens(self.pieces.texts[1:])], device)
        self.pad = pieces_to_tokens(["<|endoftext|>"])[0][0]
        self.chance = Chance(device, seed)
        self.answers = AnswerWriter(self.pieces, device)
        self.rules = load_data("truth")
        rows = self.pieces.rows
        self.views = torch.tensor([rows["view", view] for view in views], device=device)
        self.weights = torch.tensor(list(load_data("questions")["weights"].values()), device=device)
        self.questions = torch.tensor(
            [[rows["question", task, language] for language in LANGUAGES] for task in self.pieces.tasks], device=device
        )
        self.wordings = torch.tensor(
            [[self.pieces.wordings[task, language] for language in LANGUAGES] for task in self.pieces.tasks], device=device
        )
        self.subjects = len(self.pieces.names.minerals) + len(self.pieces.names.types)
        self.named = torch.tensor([task in NAMED_TASKS for task in self.pieces.tasks], device=device)

    @staticmethod
    def texts() -> list[str]:
        """Every piece of text that it can write, for training a tokenizer."""
        return build_pieces().texts[1:]

    def write(
        self, truth: Truth, turns: tuple[int, int] = (1, 3), views: tuple[int, int] | None = None, tasks: list[str] | None = None
    ) -> Talk:
        """
        Talks of `turns` (least, most) questions about the scenes of a truth, no task twice in a talk, showing `views`
        (least, most) of the views in random order; views None: all, in their order. `tasks`: only these.
        """
        n, most = len(truth), turns[1]
        weights = self.weights
        if tasks is not None:
            chosen = torch.tensor([task in tasks for task in self.pieces.tasks], device=weights.device)
            weights, most = weights * chosen, min(most, int(chosen.sum()))
        order, count = self.order_views(n, views)
        columns = [self.frame(0, n), *self.views[order].mul(self.shown(order, count)).unbind(1)]
        spoken = [False] * len(columns)
        number = self.chance.below(most - turns[0] + 1, n) + min(turns[0], most)
        task = torch.multinomial(weights.expand(n, -1), most, generator=self.chance.generator)
        chinese = self.chance.happens(CHINESE, n, 1)
        language = (chinese ^ self.chance.happens(SWITCH, n, most)).long()
        subject = torch.zeros_like(task)
        for turn in range(most):
            there = (turn < number).long()
            subject[:, turn] = self.choose_subject(truth, task[:, turn])
            question = self.question(task[:, turn], language[:, turn], subject[:, turn])
            answer = self.answer(truth, task[:, turn], language[:, turn], subject[:, turn])
            ended = torch.where(turn + 1 < number, self.frame(3, n), self.frame(4, n))
            parts = [question, self.frame(1, n), *answer.unbind(1), self.frame(2, n), ended]
            columns += [part * there for part in parts]
            spoken += [False, False, *[True] * (answer.shape[1] + 1), False]
        pieces = torch.stack(columns, 1)
        learned = torch.tensor(spoken, device=pieces.device).expand(pieces.shape)
        ids, labels, attention = self.table.join(pieces, learned, self.pad, IGNORED)
        none = torch.arange(most, device=pieces.device) >= number[:, None]
        task, language, subject = (of.masked_fill(none, -1) for of in (task, language, subject))
        return Talk(ids, labels, attention, order, count, task, language, subject, pieces, learned)

    def frame(self, at: int, n: int) -> torch.Tensor:
        """A piece of the chat's frame: start, answer, end, next, last."""
        return torch.full((n,), self.pieces.rows["frame",] + at, device=self.weights.device)

    def order_views(self, n: int, views: tuple[int, int] | None):
        every = len(self.views)
        if views is None:
            order = torch.arange(every, device=self.weights.device).expand(n, every)
            return order, torch.full((n,), every, device=order.device)
        order = self.chance.uniform(n, every).argsort(1)
        return order, self.chance.below(views[1] - views[0] + 1, n) + views[0]

    def shown(self, order: torch.Tensor, count: torch.Tensor) -> torch.Tensor:
        return (torch.arange(order.shape[1], device=order.device) < count[:, None]).long()

    def choose_subject(self, truth: Truth, task: torch.Tensor) -> torch.Tensor:
        """[n] minerals and types to ask for: clearly there, or clearly not."""
        share = self.answers.share_of(truth)
        absent = (share < self.rules["absent"]) & (truth.box_share == 0)
        ground = (task == self.pieces.tasks.index("ground"))[:, None]
        present = torch.where(ground, truth.box_share > 0, share >= self.rules["listed"])
        likely = torch.where(ground[:, 0], NAMED_PRESENT["ground"], NAMED_PRESENT["present"])
        wanted = self.chance.happens(likely, len(task))[:, None] & present.any(1, keepdim=True)
        # Some hundred of both kinds exist, so that one of the two rows is never empty: few subjects can be there at once.
        return self.chance.choose_each(torch.where(wanted, present, absent).float())

    def question(self, task: torch.Tensor, language: torch.Tensor, subject: torch.Tensor) -> torch.Tensor:
        wording = self.chance.below(self.wordings[task, language], len(task))
        named = self.named[task]
        return self.questions[task, language] + torch.where(named, wording * self.subjects + subject, wording)

    def answer(self, truth: Truth, task: torch.Tensor, language: torch.Tensor, subject: torch.Tensor) -> torch.Tensor:
        """[n, columns]: of each row the answer to its own task."""
        every = [self.answers.write[name](truth, subject, language) for name in self.pieces.tasks]
        most = max(columns.shape[1] for columns in every)
        padded = torch.stack([torch.nn.functional.pad(columns, (0, most - columns.shape[1])) for columns in every], 1)
        return padded.gather(1, task[:, None, None].expand(-1, 1, most)).squeeze(1)
