"""The tokenizer as the rest of the package uses it: ids of texts, of special tokens and of the tokens that answers are read from."""

import json
import pathlib

from tokenizers import Tokenizer

from .configuration import MODEL_FOLDER, SIZES

VIEW_TOKENS = (SIZES["view"]["pixels"] // SIZES["vision"]["patch"] // SIZES["vision"]["merge"]) ** 2
# No loss where a label is this (torch's own default).
IGNORE = -100


class Tokens:
    """The tokenizer of a model folder. Every digit is one token, and so is every name of a mineral or alteration type."""

    def __init__(self, folder: pathlib.Path = MODEL_FOLDER):
        self.folder = folder
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        added = json.loads(self.tokenizer.to_str())["added_tokens"]
        self.special = {token["content"]: token["id"] for token in added if token["special"]}
        self.digits = [self.tokenizer.token_to_id(str(digit)) for digit in range(10)]

    def __len__(self) -> int:
        return self.tokenizer.get_vocab_size(with_added_tokens=True)

    def encode(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def encode_all(self, texts: list[str]) -> list[list[int]]:
        """The ids of each text; what a QuestionWriter asks for."""
        return [found.ids for found in self.tokenizer.encode_batch(texts, add_special_tokens=False)]

    def decode(self, ids) -> str:
        """The text of ids, special tokens left out."""
        return self.tokenizer.decode([int(at) for at in ids], skip_special_tokens=True)

    def one(self, text: str) -> int:
        """The id of a text that is one token; raises ValueError where it is not."""
        ids = self.encode(text)
        if len(ids) != 1:
            raise ValueError(f"{text!r} is {len(ids)} tokens")
        return ids[0]


def prompt(views: list[str], question: str, answer: str | None = None) -> str:
    """The text of one question about pictures, as the chat template of the tokenizer renders it."""
    pictures = "\n".join(f"{view}: <|vision_start|>{'<|image_pad|>' * VIEW_TOKENS}<|vision_end|>" for view in views)
    text = f"<|im_start|>user\n{pictures}\n{question}<|im_end|>\n<|im_start|>assistant\n"
    return text if answer is None else f"{text}{answer}<|im_end|>\n"
