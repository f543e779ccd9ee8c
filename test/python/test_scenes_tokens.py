"""A talk joined from pieces has the tokens of its text read as a whole, as a question is read at inference."""

import pytest

from conftest import ROOT
from scene_batches import VIEWS, drawn
from gossan_scenes import QuestionWriter

tokenizers = pytest.importorskip("tokenizers", reason="needs the tokenizers package (model-server/python/requirements.txt)")
SHIPPED = ROOT / "model-server" / "models" / "gossan-nano" / "tokenizer.json"
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>"]
# How Qwen's tokenizers split text before merging.
QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def qwen_like():
    """A byte-level BPE that splits as Qwen's, with merges learned from the pieces."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(QWEN), "isolated"), byte_level])
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=2500, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(QuestionWriter.texts(), trainer)
    return tokenizer


@pytest.fixture(scope="module", params=["like Qwen's", "shipped"])
def tokenizer(request):
    if request.param == "shipped":
        if not SHIPPED.exists():
            pytest.skip("the model's tokenizer is not there yet")
        return tokenizers.Tokenizer.from_file(str(SHIPPED))
    return qwen_like()


def test_joined_pieces_read_like_the_whole_text(tokenizer):
    def encode(texts):
        return [found.ids for found in tokenizer.encode_batch(texts, add_special_tokens=False)]

    writer = QuestionWriter(encode, seed=5, views=VIEWS)
    truth = drawn(24, 21)[2]
    talks = 0
    for _ in range(4):
        talk = writer.write(truth, (1, 3), (1, 3))
        for row in range(len(truth)):
            text = "".join(writer.pieces.texts[piece] for piece in talk.pieces[row].tolist())
            assert talk.input_ids[row][talk.attention[row]].tolist() == encode([text])[0], text
            talks += 1
    assert talks == 96


def test_every_piece_can_be_listed_for_the_tokenizer():
    texts = QuestionWriter.texts()
    assert "" not in texts and "Yes" in texts and "否" in texts and "alunite" in texts
