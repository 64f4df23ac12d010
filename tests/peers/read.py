"""Reads caption files with peers of Cuewright, for the test that compares them.

    python read.py jobs.json

The jobs are a list of `{"peer", "format", "path"}`. The answer, on the standard
output, is a list in the same order: `{"cues": [{"in", "out", "text"}]}`, with
times in seconds as a fraction or null, or `{"refused": why}`.
"""

import contextlib
import io
import json
import logging
import sys
import warnings
from fractions import Fraction


def cue(start, end, text):
    """A cue as the test wants it: rows without the spaces around them, and
    without those that have no text."""
    rows = [" ".join(row.split()) for row in text.replace("\u200b", "").split("\n")]
    return {
        "in": str(Fraction(start)),
        "out": None if end is None else str(Fraction(end)),
        "text": "\n".join(row for row in rows if row),
    }


def by_ttconv(kind, path):
    """Every paragraph of the model that ttconv makes of a file."""
    document = ttconv_model(kind, path)
    body = document.get_body()
    return [] if body is None else list(paragraphs(body, Fraction(0), None))


def ttconv_model(kind, path):
    if kind == "ebu-stl":
        from ttconv.stl import reader
        from ttconv.stl.config import STLReaderConfiguration

        # Media time counts from the start of the programme.
        options = STLReaderConfiguration(program_start_tc="TCP")
        with open(path, "rb") as file:
            return reader.to_model(file, options)
    if kind == "scc":
        from ttconv.scc import reader
    elif kind == "srt":
        from ttconv.srt import reader
    elif kind == "vtt":
        from ttconv.vtt import reader
    else:
        import xml.etree.ElementTree as tree
        from ttconv.imsc import reader

        return reader.to_model(tree.parse(path))
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    return reader.to_model(text if kind == "scc" else io.StringIO(text))


def paragraphs(element, base, limit):
    """Paragraphs with their times; those of an element count from around it."""
    from ttconv import model

    begin = base + (element.get_begin() or 0)
    ends = [end for end in (limit, own_end(element, base)) if end is not None]
    end = min(ends, default=None)
    if isinstance(element, model.P):
        text = "".join(pieces(element))
        if text.strip():
            yield cue(begin, end, text)
        return
    for child in element:
        yield from paragraphs(child, begin, end)


def own_end(element, base):
    end = element.get_end()
    return None if end is None else base + end


def pieces(element):
    from ttconv import model

    for inner in element.dfs_iterator():
        if isinstance(inner, model.Text):
            yield inner.get_text()
        elif isinstance(inner, model.Br):
            yield "\n"


def by_pycaption(kind, path):
    import pycaption

    readers = {
        "scc": pycaption.SCCReader,
        "srt": pycaption.SRTReader,
        "vtt": pycaption.WebVTTReader,
    }
    reader = readers.get(kind, pycaption.DFXPReader)
    with open(path, encoding="utf-8") as file:
        captions = reader().read(file.read())
    return [
        cue(microseconds(found.start), microseconds(found.end), found.get_text())
        for language in captions.get_languages()
        for found in captions.get_captions(language)
    ]


def microseconds(time):
    """A time of pycaption, whose fractions of a microsecond are noise."""
    return Fraction(round(time), 10**6)


PEERS = {"ttconv": by_ttconv, "pycaption": by_pycaption}


def answer(job):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return {"cues": PEERS[job["peer"]](job["format"], job["path"])}
    except Exception as refused:  # a peer may refuse a file in any way
        reason = str(refused).strip().split("\n")[0]
        return {"refused": f"{type(refused).__name__}: {reason}".strip()}


def main():
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    with open(sys.argv[1], encoding="utf-8") as file:
        jobs = json.load(file)
    json.dump([answer(job) for job in jobs], sys.stdout)


main()
