"""Makes the tokenizer: byte-level BPE of 4096 tokens with Qwen's special tokens, the same file for the same texts."""

import json
import pathlib

from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, trainers
from tokenizers.models import BPE

from .tokenizer_texts import BOX_PARTS, names
from .tokens import VIEW_TOKENS

VOCABULARY = 4096

# Of Qwen, in its order: the text's own end, the turns, the pictures.
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"]

# Like Qwen's, with three differences that make joined pieces read like whole text: a Chinese character stands alone, a
# mark stands alone (with the space after it), and so does a line end. Literal ranges, because Python's engine and
# JavaScript's name scripts differently.
SPLIT = r" ?[^\s\p{P}\p{S}\p{N}㐀-䶿一-鿿]+|[㐀-䶿一-鿿]|\p{N}|[\p{P}\p{S}] ?|[\r\n]| +(?! )|\s"

# ChatML. A picture becomes its 36 placeholders here, not in a processor, so that the rendered text is what the model reads.
TEMPLATE = (
    "{%- for message in messages -%}"
    "{{- '<|im_start|>' + message['role'] + '\\n' -}}"
    "{%- if message['content'] is string -%}{{- message['content'] -}}"
    "{%- else -%}{%- for part in message['content'] -%}"
    "{%- if part['type'] == 'text' -%}{{- part['text'] -}}"
    "{%- else -%}{{- '<|vision_start|>' -}}{%- for at in range(VIEW_TOKENS) -%}{{- '<|image_pad|>' -}}{%- endfor -%}{{- '<|vision_end|>' -}}"
    "{%- endif -%}{%- endfor -%}{%- endif -%}"
    "{{- '<|im_end|>\\n' -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}"
).replace("VIEW_TOKENS", str(VIEW_TOKENS))


def train(texts: list[str]) -> Tokenizer:
    """A tokenizer of VOCABULARY tokens: bytes, merges learned from `texts`, names and box parts, special tokens last."""
    whole = [*dict.fromkeys(BOX_PARTS + names())]
    tokenizer = Tokenizer(BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(SPLIT), behavior="isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - len(whole) - len(SPECIAL),
        min_frequency=2,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(without_names(texts, whole), trainer)
    # A name that the merges already made a token keeps that id; the rest follow.
    tokenizer.add_tokens([AddedToken(text, normalized=False) for text in whole])
    tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in SPECIAL])
    return tokenizer


def without_names(texts: list[str], whole: list[str]) -> list[str]:
    """The texts cut at what will be whole tokens, so that no merge is spent on them."""
    cutter = Tokenizer(BPE())
    cutter.add_tokens([AddedToken(text, normalized=False) for text in whole])
    parts = []
    for text in texts:
        last = 0
        for start, end in cutter.encode(text).offsets:
            parts.append(text[last:start])
            last = end
        parts.append(text[last:])
    return [part for part in parts if part]


def write(tokenizer: Tokenizer, folder: pathlib.Path) -> None:
    """Writes tokenizer.json and tokenizer_config.json as transformers and transformers.js read them."""
    folder.mkdir(parents=True, exist_ok=True)
    data = json.loads(tokenizer.to_str())
    (folder / "tokenizer.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    config = {
        "tokenizer_class": "Qwen2Tokenizer",
        "model_max_length": 2048,
        "add_prefix_space": False,
        "clean_up_tokenization_spaces": False,
        "bos_token": None,
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "unk_token": None,
        "added_tokens_decoder": {
            str(token["id"]): {key: token[key] for key in ("content", "lstrip", "normalized", "rstrip", "single_word", "special")}
            for token in data["added_tokens"]
        },
        "chat_template": TEMPLATE,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
