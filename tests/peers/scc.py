#!/usr/bin/env python3
"""Reads an SCC file with peers of Cuewright and prints how they agree with it.

Run by hand, for every file that `cuewright-cli convert` writes as SCC:

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install ttconv pycaption
    cuewright-cli convert in.srt out.scc
    cuewright-cli convert out.scc out.srt
    /tmp/peers/bin/python tests/peers/scc.py out.scc out.srt

The SubRip file says when Cuewright sees the captions of the SCC file. Times
are compared in frames of 29.97. Known to be wrong: ffmpeg counts 33 ms a frame
whatever the label says; pycaption takes drop-frame labels for the time of day.
"""

import re
import subprocess
import sys
from fractions import Fraction

FRAME = Fraction(1001, 30000)


def words(text):
    """The letters and digits of a text, whatever stands between them."""
    return "".join(re.findall(r"\w", text)).lower()


def subrip(text):
    """The cues of a SubRip text: in, out, text."""
    time = r"(\d+):(\d\d):(\d\d),(\d{3})"
    for block in re.split(r"\n\s*\n", text.replace("\r", "")):
        found = re.search(time + r" --> " + time + r"[^\n]*\n(.*)", block, re.S)
        if not found:
            continue
        part = [int(group) for group in found.groups()[:8]]
        at = [
            Fraction(((h * 60 + m) * 60 + s) * 1000 + ms, 1000)
            for h, m, s, ms in (part[:4], part[4:])
        ]
        plain = re.sub(r"<[^>]*>|\{[^}]*\}", "", found.group(9))
        yield at[0], at[1], words(plain)


def by_ttconv(path):
    from ttconv.scc import reader
    from ttconv.srt import writer

    with open(path, encoding="utf-8") as file:
        return list(subrip(writer.from_model(reader.to_model(file.read()))))


def by_pycaption(path):
    from pycaption import SCCReader

    with open(path, encoding="utf-8") as file:
        captions = SCCReader().read(file.read())
    language = captions.get_languages()[0]
    return [
        (Fraction(cue.start, 10**6), Fraction(cue.end, 10**6), words(cue.get_text()))
        for cue in captions.get_captions(language)
    ]


def by_ffmpeg(path):
    command = ["ffmpeg", "-v", "error", "-i", path, "-f", "srt", "-"]
    out = subprocess.run(command, capture_output=True, check=True)
    return list(subrip(out.stdout.decode("utf-8")))


def compare(name, own, peer):
    """Prints how far a peer agrees; cues are paired by their text in order."""
    found, ins, outs, at = 0, [], [], 0
    for start, end, text in own:
        ahead = [index for index in range(at, len(peer)) if peer[index][2] == text]
        if not ahead:
            continue
        at = ahead[0] + 1
        found += 1
        ins.append(round((peer[ahead[0]][0] - start) / FRAME))
        outs.append(round((peer[ahead[0]][1] - end) / FRAME))
    same = sum(1 for shift in ins if shift == 0)
    same_out = sum(1 for shift in outs if shift == 0)
    worst = max(map(abs, ins), default=0)
    print(
        f"{name:<10} {len(peer):>4} cues; of {len(own)}: {found} with the same text,"
        f" {same} in and {same_out} out on the same frame, in at most {worst} frames off"
    )


def main():
    path, own = sys.argv[1], sys.argv[2]
    with open(own, encoding="utf-8") as file:
        cues = list(subrip(file.read()))
    start = Fraction(sys.argv[3]) if len(sys.argv) > 3 else Fraction(0)
    cues = [(a + start, b + start, text) for a, b, text in cues]
    for name, read in (
        ("ttconv", by_ttconv),
        ("pycaption", by_pycaption),
        ("ffmpeg", by_ffmpeg),
    ):
        try:
            compare(name, cues, read(path))
        except ImportError as missing:
            print(f"{name:<10} not installed: {missing}")
        except Exception as refused:  # a peer may refuse a file
            print(f"{name:<10} refuses the file: {refused}")


main()
