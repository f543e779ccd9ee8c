"""gossan-nano: the project's own small vision-language model (Qwen3-VL architecture), its training and its export."""
