"""How long a peer of Cuewright takes to read and to write a caption file.

    python speed.py peer format file

Prints the seconds of the fastest of several runs as JSON: `{"read", "write"}`,
null for what the peer cannot do. Importing is not counted.
"""

import contextlib
import io
import json
import logging
import sys
import time
import warnings

RUNS = 3


def pysubs2(kind, path):
    import pysubs2

    name = {"microdvd": "microdvd", "ttml": "ttml"}.get(kind, kind)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    options = {"fps": 25} if kind == "microdvd" else {}
    read = lambda: pysubs2.SSAFile.from_string(text, format_=name, **options)
    return read, lambda captions: captions.to_string(name, **options)


def pycaption(kind, path):
    import pycaption

    reader, writer = {
        "dfxp": (pycaption.DFXPReader, pycaption.DFXPWriter),
        "microdvd": (pycaption.MicroDVDReader, pycaption.MicroDVDWriter),
        "scc": (pycaption.SCCReader, pycaption.SCCWriter),
        "srt": (pycaption.SRTReader, pycaption.SRTWriter),
        "vtt": (pycaption.WebVTTReader, pycaption.WebVTTWriter),
    }[kind]
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return lambda: reader().read(text), lambda captions: writer().write(captions)


def ttconv(kind, path):
    import xml.etree.ElementTree as tree
    from ttconv.imsc import reader as ttml, writer as ttml_writer
    from ttconv.scc import reader as scc, writer as scc_writer
    from ttconv.srt import reader as srt, writer as srt_writer
    from ttconv.stl import reader as stl
    from ttconv.vtt import reader as vtt, writer as vtt_writer

    with open(path, "rb") as file:
        data = file.read()
    text = lambda: data.decode("utf-8")
    return {
        "ebu-stl": (lambda: stl.to_model(io.BytesIO(data)), None),
        "imsc": (
            lambda: ttml.to_model(tree.parse(io.BytesIO(data))),
            ttml_writer.from_model,
        ),
        "scc": (lambda: scc.to_model(text()), scc_writer.from_model),
        "srt": (lambda: srt.to_model(io.StringIO(text())), srt_writer.from_model),
        "vtt": (lambda: vtt.to_model(io.StringIO(text())), vtt_writer.from_model),
    }[kind]


PEERS = {"pysubs2": pysubs2, "pycaption": pycaption, "ttconv": ttconv}


def fastest(work):
    """The least time of some runs, fewer where one takes long, and the result."""
    best, spent = None, 0
    for _ in range(RUNS):
        start = time.perf_counter()
        made = work()
        took = time.perf_counter() - start
        best, spent = took if best is None else min(best, took), spent + took
        if spent > 10:
            break
    return best, made


def limit_memory():
    """Some peers take all there is for a file that they cannot cope with."""
    with contextlib.suppress(ImportError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


def main():
    limit_memory()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    peer, kind, path = sys.argv[1:4]
    took = {"read": None, "write": None}
    with contextlib.redirect_stdout(io.StringIO()):
        read, write = PEERS[peer](kind, path)
        took["read"], captions = fastest(read)
        if write is not None:
            # A peer may refuse to write what it has read.
            with contextlib.suppress(Exception):
                took["write"], _ = fastest(lambda: write(captions))
    json.dump(took, sys.stdout)


main()
