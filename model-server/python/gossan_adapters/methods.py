"""The four methods, and what a recipe may set of each."""

import dataclasses

from peft import IA3Config, LoraConfig, PeftConfig

METHODS = ("lora", "dora", "ia3", "moe-lora")
MOE_LORA = "GOSSAN_MOE_LORA"

ATTENTION = ["q_proj", "k_proj", "v_proj", "o_proj"]
# IA3 scales keys, values and what enters the last product of the feed-forward part (Liu et al. 2022, arXiv 2205.05638).
IA3_TARGETS, IA3_FEED_FORWARD = ["k_proj", "v_proj", "down_proj"], ["down_proj"]
ALLOWED = {
    "lora": {"r", "alpha", "dropout", "targets", "rslora"},
    "dora": {"r", "alpha", "dropout", "targets", "rslora"},
    "ia3": {"targets", "feed_forward"},
    "moe-lora": {"r", "alpha", "dropout", "targets", "experts", "top_k", "balance"},
}


class AdapterError(ValueError):
    """An adapter that does not fit: its settings, its files, or the base that it is put on."""


@dataclasses.dataclass
class MoeLoraConfig:
    """
    Experts of LoRA behind a router, for adapter_config.json. `experts` of rank `r`; the `top_k` that the router finds likeliest
    answer for a token (all of them where top_k = experts); `balance` weighs the load-balance loss in training.
    """

    r: int = 8
    lora_alpha: float = 16
    lora_dropout: float = 0.0
    target_modules: list[str] = dataclasses.field(default_factory=lambda: list(ATTENTION))
    experts: int = 4
    top_k: int = 2
    balance: float = 0.01
    base_model_name_or_path: str | None = None
    peft_type: str = MOE_LORA

    def __post_init__(self):
        if not 1 <= self.top_k <= self.experts:
            raise AdapterError(f"top_k is {self.top_k}; it must be from 1 to the number of experts, {self.experts}")


def config_of(method: str, settings: dict) -> PeftConfig | MoeLoraConfig:
    """PEFT's configuration of a method, or our own. Raises AdapterError for a method or a setting that there is not."""
    if method not in METHODS:
        raise AdapterError(f'there is no method "{method}"; there are {", ".join(METHODS)}')
    unknown = sorted(set(settings) - ALLOWED[method])
    if unknown:
        raise AdapterError(f"{method} has no setting {', '.join(unknown)}; it has {', '.join(sorted(ALLOWED[method]))}")
    if method == "ia3":
        targets = settings.get("targets", IA3_TARGETS)
        feed = settings.get("feed_forward", [name for name in targets if name in IA3_FEED_FORWARD])
        return IA3Config(task_type="CAUSAL_LM", target_modules=list(targets), feedforward_modules=list(feed))
    rank = settings.get("r", 8)
    shared = {"r": rank, "lora_alpha": settings.get("alpha", 2 * rank), "lora_dropout": settings.get("dropout", 0.0)}
    targets = list(settings.get("targets", ATTENTION))
    if method == "moe-lora":
        own = {key: settings[key] for key in ("experts", "top_k", "balance") if key in settings}
        return MoeLoraConfig(**shared, target_modules=targets, **own)
    return LoraConfig(
        **shared, target_modules=targets, use_rslora=settings.get("rslora", False), use_dora=method == "dora", task_type="CAUSAL_LM"
    )


def method_of(config: PeftConfig | MoeLoraConfig) -> str:
    """Raises AdapterError for a PEFT method that is none of ours."""
    if isinstance(config, MoeLoraConfig):
        return "moe-lora"
    if isinstance(config, LoraConfig):
        return "dora" if config.use_dora else "lora"
    if isinstance(config, IA3Config):
        return "ia3"
    raise AdapterError(f"adapters of type {config.peft_type} are not supported; supported are {', '.join(METHODS)}")
