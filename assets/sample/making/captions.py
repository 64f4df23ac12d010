"""Writes the cues as WebVTT and SubRip, and the published captions from the draft."""

import re

NOTE = """NOTE
Captions of the Cuewright sample programme, timed by the script that made the sound.
Times are those of whole frames at 30000/1001 a second, to the nearest millisecond.
"""


def milliseconds(frame):
    """The time of a frame's start, to the nearest millisecond."""
    return (frame * 1001 * 2 + 30) // 60


def clock(frame, mark):
    """A frame's start as hh:mm:ss and milliseconds behind `mark`."""
    ms = milliseconds(frame)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


def italics(row):
    """A row with *these words* as <i>these words</i>."""
    return re.sub(r"\*([^*]+)\*", r"<i>\1</i>", row)


def published(cues):
    """The captions as they were published, before the draft's changes."""
    out = []
    for cue in (dict(cue) for cue in cues):
        change = cue["published"]
        if change.get("absent"):
            continue
        cue.update({key: change[key] for key in ("rows", "at_top") if key in change})
        cue["in"] += change.get("late_in", 0)
        cue["out"] -= change.get("early_out", 0)
        if out and out[-1]["published"].get("join") == cue["key"]:
            before = out.pop()
            words = " ".join(before["rows"] + cue["rows"])
            cue.update(rows=balanced(words), **{"in": before["in"]})
        out.append(cue)
    return out


def balanced(words):
    """The words on two rows, broken where the longer row is shortest."""
    spaces = [place.start() for place in re.finditer(" ", words)]
    middle = min(spaces, key=lambda at: max(at, len(words) - at - 1))
    return [words[:middle], words[middle + 1:]]


def webvtt(cues):
    """WebVTT with a voice on every spoken cue."""
    blocks = ["WEBVTT - The lamp and the lens\n", NOTE]
    for cue in cues:
        settings = " line:12%" if cue["at_top"] else ""
        text = "\n".join(map(italics, cue["rows"]))
        if cue["speaker"] and not cue["rows"][0].startswith("-"):
            text = f"<v {cue['speaker']}>{text}"
        blocks.append(f"{clock(cue['in'], '.')} --> {clock(cue['out'], '.')}{settings}\n{text}\n")
    return "\n".join(blocks)


def subrip(cues):
    """SubRip with `{\\an8}` for cues at the top."""
    blocks = []
    for number, cue in enumerate(cues, 1):
        place = "{\\an8}" if cue["at_top"] else ""
        text = "\n".join(map(italics, cue["rows"]))
        blocks.append(f"{number}\n{clock(cue['in'], ',')} --> {clock(cue['out'], ',')}\n{place}{text}\n")
    return "\n".join(blocks)
