"""Where an embedding model is, and how it is loaded without ever reaching the network."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kb_assistant.embedding.files import (
    DEFAULT_DIGESTS,
    DEFAULT_MODEL,
    default_folder,
    verify_model,
)
from kb_assistant.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def locate(model: str) -> tuple[Path, Mapping[str, str] | None]:
    """Return the folder of a model, and the digests of its files if they are known and right.

    Args:
        model: `DEFAULT_MODEL`, the path of a sentence-transformers folder, or a name in the local
            hub cache.

    Raises:
        ModelError: if the model is missing or altered.
    """
    if model == DEFAULT_MODEL:
        folder = default_folder()
        verify_model(folder, DEFAULT_DIGESTS)
        return folder, DEFAULT_DIGESTS
    folder = Path(model).expanduser()
    return (folder if folder.is_dir() else _cached_folder(model)), None


def _cached_folder(model: str) -> Path:
    stay_offline()
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - heavy

    # The prefix that sentence-transformers itself gives a short name.
    repository = model if "/" in model else f"sentence-transformers/{model}"
    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The embedding model {model!r} is neither a folder nor in this machine's hub cache. "
            f"Give the path of a sentence-transformers folder, or {DEFAULT_MODEL}."
        ) from error


def stay_offline() -> None:
    """Set what the libraries read from the environment as they are imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    # Threads that wait by spinning hold the cores that the others need: on a virtual machine with
    # two cores a bulk embedding took five times as long on two threads as on one. Asleep: the same.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")


def load_model(folder: Path) -> "SentenceTransformer":
    """Load the sentence-transformers model in `folder`."""
    stay_offline()
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415 - the same

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    return SentenceTransformer(
        str(folder),
        device="cpu",
        local_files_only=True,
        # No pickled weights; and the vectors' precision is not the checkpoint's to choose.
        model_kwargs={"use_safetensors": True, "dtype": "float32"},
    )
