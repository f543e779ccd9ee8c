"""A conversation as token ids, and which of them are learned: by where the answers' tokens are put, never by searching a text."""

from gossan_nano.tokens import IGNORE, Tokens
from gossan_worker.prompt import plain

from .lines import PICTURE, Line
from .refused import Refused


def encode(line: Line, tokens: Tokens, view_tokens: int, longest: int) -> tuple[list[int], list[int]]:
    """
    Ids and labels of the same length: the answers and their ends are learned, all else is IGNORE. Text is encoded from mark to
    mark as the servers do it, and never becomes a mark, whatever it says. Raises Refused for a talk of more than `longest` tokens.
    """
    ids: list[int] = []
    labels: list[int] = []

    def add(new: list[int], learned: bool = False) -> None:
        ids.extend(new)
        labels.extend(new if learned else [IGNORE] * len(new))

    def mark(name: str) -> list[int]:
        return [tokens.special[name]]

    first = True
    for speaker, value in line.conversations:
        add(mark("<|im_start|>"))
        if speaker == "assistant":
            add(plain(tokens, "assistant\n"))
            add(plain(tokens, value) + mark("<|im_end|>"), learned=True)
        else:
            text, *rest = (with_pictures(line, value) if first else value).split(PICTURE) if line.images else [value]
            add(plain(tokens, "user\n" + text))
            for text in rest:
                add(mark("<|vision_start|>") + mark("<|image_pad|>") * view_tokens + mark("<|vision_end|>") + plain(tokens, text))
            add(mark("<|im_end|>"))
            first = False
        add(plain(tokens, "\n"))
    if len(ids) > longest:
        raise Refused(f"line {line.id} is {len(ids)} tokens; at most {longest} fit")
    return ids, labels


def with_pictures(line: Line, value: str) -> str:
    """The first words of a talk that does not say where its pictures stand: they come first, each after its view's name."""
    if any(PICTURE in words for speaker, words in line.conversations if speaker == "user"):
        return value
    if line.views:
        return "".join(f"{view}: {PICTURE}\n" for view in line.views) + value
    return PICTURE * len(line.images) + value
