"""Times what a content owner waits for, on a corpus of generated protocols without phrasings.

    python bench/scale.py [--protocols 10000] [--files 200] [--output FILE]

Each step is a whole run of the command line, start of the interpreter and of the model included.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

import numpy as np

from kb_assistant.assistant import Assistant
from kb_assistant.embedding.remembering import RememberingEmbedder

SEED = 20_250


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


PRODUCTS = _listed(
    "blood pressure cuff,sleep mask,glucose meter,smart scale,pulse oximeter,pill dispenser,"
    "insulin pump,hearing aid,heart monitor,thermometer patch,inhaler,nebulizer,breast pump,"
    "knee brace,walking sensor,posture belt,light therapy lamp,fertility tracker,skin camera,"
    "meal planner,coaching chat,video visit,lab kit,pharmacy order,insurance card,referral letter,"
    "family account,gift card,newsletter,loyalty points,member portal,mobile app,spare battery,"
    "charging dock,travel case,allergy test,vaccine booking,dental plan,vision plan,hospital bill"
)
PARTS = _listed(
    "display,strap,bluetooth pairing,battery,charger,serial number,warranty,firmware update,"
    "shipping label,tracking page,refund,invoice,subscription,password,reminder,calendar entry,"
    "weekly report,reading history,alarm tone,sensor tip,replacement filter,tubing,return box,"
    "user manual,translation,phone line,appointment slot,prescription,dosage note,side effect form,"
    "consent form,address change,name change,payment method,discount code,duplicate charge,"
    "data export,privacy request,photo upload,survey link,coach assignment,language setting,"
    "time zone,home address,emergency contact,school letter,employer code,tax receipt,customs form,"
    "installation visit"
)
SIGNS = _listed(
    "is missing,arrived damaged,stopped working,shows an error,was sent twice,is too late,"
    "cannot be found,was never requested,belongs to somebody else,is locked,keeps resetting,"
    "is in the wrong language,has the wrong size,smells burnt,makes a noise,was cancelled,"
    "is greyed out,does not match,loops forever,leaks,is overdue,was rejected,is unreadable,"
    "drains overnight,is out of stock,was changed by a relative,counts double,freezes at login,"
    "is blank,expired yesterday,turned yellow,needs a signature,is stuck in customs,fell off,"
    "gives no sound,shows another member,was refused at the door,is not covered,has no date,"
    "vibrates all night"
)
WHEN = _listed(
    "since the last update,on the first day,after a trip abroad,every morning,for two weeks,"
    "after moving house,during a visit,at the weekend,since the plan changed,after a fall,"
    "once a month,since yesterday,after a new phone,while traveling,during the night"
)
FIRST = _listed(
    "Confirm the member's date of birth and the order number.,Ask for a photo and the batch code.,"
    "Read the last three entries of the case history.,Check the status page before you promise "
    "anything.,Apologize and repeat the problem in one sentence.,Verify the shipping address.,"
    "Open the device log and note the newest code."
)
THEN = _listed(
    "send a replacement by ground mail,refund the last payment,reset the pairing together with the "
    "member,book a technician,cancel the open order,attach the signed form,correct the record,"
    "offer the nearest open slot,send the guide in the member's language,block the card,"
    "ask the warehouse to search the shelf,extend the plan by a month"
)
TEAMS = _listed(
    "the device team,the billing desk,the pharmacy desk,the privacy office,the logistics partner,"
    "the coaching lead,the clinical line,the partner manager"
)


def write_corpus(folder: Path, protocols: int, files: int) -> None:
    """Write `protocols` rules, a table row each, evenly over `files` guides."""
    chance = random.Random(SEED)  # noqa: S311 - the same corpus every time
    names = chance.sample(list(product(PRODUCTS, PARTS, SIGNS)), protocols)
    folder.mkdir(parents=True)
    for number in range(files):
        rows = [_row(chance, *name) for name in names[number::files]]
        text = "\n".join([f"# Guide {number:03}", "", "| Issue | Situation | Action |"])
        guide = "\n".join([text, "|---|---|---|", *rows, ""])
        (folder / f"guide-{number:03}.md").write_text(guide, encoding="utf-8")


def _row(chance: random.Random, thing: str, part: str, sign: str) -> str:
    hours = chance.choice((4, 12, 24, 48, 72))
    situation = f"The {part} of the {thing} {sign} {chance.choice(WHEN)}."
    action = (
        f"{chance.choice(FIRST)} Then {chance.choice(THEN)}. If the {part} still {sign}, "
        f"escalate to {chance.choice(TEAMS)} within {hours} hours."
    )
    return f"| {thing.capitalize()}: {part} {sign} | {situation} | {action} |"


def change_one_row(folder: Path) -> None:
    """Rewrite the action of one rule."""
    guide = min(folder.glob("*.md"))
    lines = guide.read_text(encoding="utf-8").split("\n")
    cells = lines[4].split("|")
    cells[3] = " Do nothing before the member has called twice, then page the night shift. "
    lines[4] = "|".join(cells)
    guide.write_text("\n".join(lines), encoding="utf-8")


def timed(*command: str, cwd: Path) -> float:
    """Run a command of the tool and return its seconds; 0 and 1 are both what it may exit with."""
    tool = Path(sys.executable).with_name("kb-assistant")
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - the tool beside this interpreter
        [tool, *command], cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode > 1:
        sys.exit(done.stderr)
    said = [line for line in done.stdout.splitlines() if line.strip()][-2:]
    print(f"  {command[0]}: {' | '.join(said)}")
    return time.perf_counter() - started


def latencies(index: Path, corpus: Path) -> tuple[float, float]:
    """Return the median milliseconds of a whole answer, and of all of it but the forward pass."""
    assistant = Assistant.load(index)
    known = Assistant.of(assistant.index, RememberingEmbedder(assistant.retriever.embedder))
    whole, beyond = [], []
    for guide in sorted(corpus.glob("*.md"))[:40]:
        message = guide.read_text(encoding="utf-8").split("\n")[5].split("|")[2].strip()
        whole.append(assistant.answer(message).latency_ms)
        known.answer(message)  # embeds it, once and for all
        beyond.append(min(known.answer(message).latency_ms for _ in range(5)))
    return float(np.median(whole)), float(np.median(beyond))


def measure(folder: Path, protocols: int, files: int) -> dict[str, float]:
    """Return the seconds of every step."""
    corpus, index = folder / "corpus", folder / "index"
    write_corpus(corpus, protocols, files)
    where = ("--corpus", str(corpus), "--index", str(index))
    results = {
        "protocols": float(protocols),
        "lint, s": timed("lint", *where[:2], cwd=folder),
        "full build, s": timed("build", *where, cwd=folder),
    }
    change_one_row(corpus)
    results["diff, s"] = timed("diff", *where, cwd=folder)
    rebuild = results["one-row rebuild, s"] = timed("build", *where, cwd=folder)
    results["full build / rebuild"] = results["full build, s"] / rebuild
    results["answer, ms"], results["answer less forward pass, ms"] = latencies(index, corpus)
    return results


def main() -> None:
    """Print a small table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--protocols", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = measure(Path(folder), arguments.protocols, arguments.files)
    results["load"] = os.getloadavg()[0]
    for name, value in results.items():
        print(f"{name:36} {value:10.1f}")
    if arguments.output:
        arguments.output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
