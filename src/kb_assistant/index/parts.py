"""The names of the learned and quoted parts that an index version keeps."""

HEAD = "head.npz"
CALIBRATION = "calibration.json"
URGENCY = "urgency.npz"
"""The learned detector of threats; absent where the phrasings teach none."""
GLOSSARY = "glossary.json"
SOURCES = "sources.json"
"""The text of every guide, a list of pages by path, so that an answer shows its surroundings."""
