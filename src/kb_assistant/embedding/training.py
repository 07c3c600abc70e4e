"""Fine-tunes an embedding model on labelled messages, with sentence-transformers' trainer.

Supervised contrastive learning, against a learned centre of each class (Movshovitz-Attias et al.,
*No Fuss Distance Metric Learning using Proxies*, 2017), which needs fewer steps than messages
against messages do. A message of no class is pushed from all of them, and pulled to nothing.
"""

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from kb_assistant.embedding.files import combined, model_digests
from kb_assistant.embedding.loading import load_model, locate, stay_offline
from kb_assistant.embedding.recipe import Array, Embed, Recipe, batches, centres_of
from kb_assistant.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer

Judge = Callable[[Embed], float]
"""Says how good an embedding of texts is; more is better."""

_PATIENCE = 2
_FASTER = 3
"""How much faster the centres learn than the model."""
_BAR_RATE = 3e-3


def require_extra() -> None:
    """Check that what training needs is installed.

    Raises:
        ModelError: if it is not.
    """
    if find_spec("accelerate") is None or find_spec("datasets") is None:
        raise ModelError(
            "Tuning needs two more packages. Install them: pip install 'kb-assistant[tune]'"
        )


def fine_tune(
    model: str,
    texts: Sequence[str],
    labels: Sequence[str],
    recipe: Recipe,
    judge: Judge,
    tell: Callable[[int, int], None],
) -> bytes | None:
    """Train an adapter for a model.

    Args:
        model: as `load_embedder` takes it.
        texts: the messages.
        labels: the class of each; `""` is no class.
        recipe: how.
        judge: given what embeds texts, untuned at first; asked again every so many steps.
        tell: told the step and the number of all.

    Returns:
        The adapter that was judged best, None if none was better than the untuned model.

    Raises:
        ModelError: if the model or a package is missing, or the model cannot be tuned.
    """
    require_extra()
    folder, digests = locate(model)
    base = combined(model_digests(folder) if digests is None else digests)
    stay_offline()
    import torch  # noqa: PLC0415 - heavy, as what follows
    from transformers import PrinterCallback  # noqa: PLC0415

    from kb_assistant.embedding import adapter  # noqa: PLC0415
    from kb_assistant.embedding.contrastive import Watch  # noqa: PLC0415

    torch.manual_seed(recipe.seed)
    trained = load_model(folder)
    trained.model_card_data.widget = [{}]  # or it looks for examples for a card that is not written
    adapter.attach(trained, recipe.rank, recipe.layers)
    for part in trained.modules():
        if isinstance(part, torch.nn.Dropout):
            part.p = 0.0  # too few steps to gain by it
    embed = partial(_embed, trained, trained.max_seq_length)
    best, kept, worse = judge(embed), None, 0

    def goes_on() -> bool:
        nonlocal best, kept, worse
        found = judge(embed)
        if found > best:
            best, kept, worse = found, adapter.to_bytes(trained, base), 0
        else:
            worse += 1
        return worse < _PATIENCE

    centres = centres_of(embed, texts, labels)
    trained.max_seq_length = recipe.longest
    with tempfile.TemporaryDirectory() as scratch:
        trainer = _trainer(trained, texts, labels, recipe, centres, scratch)
        trainer.remove_callback(PrinterCallback)
        trainer.add_callback(Watch(recipe.every, goes_on, tell))
        trainer.train()
    return kept


def _embed(model: "SentenceTransformer", longest: int | None, texts: Sequence[str]) -> Array:
    learning, shorter = model.training, model.max_seq_length
    model.max_seq_length = longest
    vectors = model.encode_query(list(texts), normalize_embeddings=True, show_progress_bar=False)
    model.max_seq_length = shorter
    model.train(learning)
    return np.asarray(vectors, np.float32)


def _trainer(
    model: "SentenceTransformer",
    texts: Sequence[str],
    labels: Sequence[str],
    recipe: Recipe,
    centres: Array,
    scratch: str,
) -> "SentenceTransformerTrainer":
    import torch  # noqa: PLC0415 - heavy, as all of these
    from datasets import Dataset  # noqa: PLC0415
    from sentence_transformers import (  # noqa: PLC0415
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )

    from kb_assistant.embedding.contrastive import (  # noqa: PLC0415
        NO_CLASS,
        Contrastive,
        FixedBatches,
    )

    names = sorted(set(labels) - {""})
    number = {name: place for place, name in enumerate(names)}
    drawn = list(batches(labels, recipe, np.random.default_rng(recipe.seed)))
    return SentenceTransformerTrainer(
        model=model,
        args=SentenceTransformerTrainingArguments(
            output_dir=scratch,
            max_steps=recipe.steps,
            per_device_train_batch_size=len(drawn[0]),
            batch_sampler=lambda dataset, **_: FixedBatches(dataset, drawn, recipe.seed),
            learning_rate=recipe.rate,
            warmup_steps=0.1,
            weight_decay=0.01,
            learning_rate_mapping={"^centres$": _FASTER * recipe.rate, "^bar$": _BAR_RATE},
            prompts=model.prompts.get("query") or None,
            seed=recipe.seed,
            use_cpu=True,
            dataloader_pin_memory=False,
            report_to="none",
            save_strategy="no",
            logging_strategy="no",
            disable_tqdm=True,
        ),
        train_dataset=Dataset.from_dict(
            {"text": list(texts), "label": [number.get(label, NO_CLASS) for label in labels]}
        ),
        loss=Contrastive(model, torch.from_numpy(centres), recipe.temperature),
    )
