"""Sounds of the programme as lists of samples: speech by espeak-ng, the rest synthesised here."""

import array
import math
import random
import subprocess
import tempfile
from pathlib import Path

RATE = 48_000
THEME = [(0.0, 293.66), (0.0, 146.83), (0.55, 369.99), (1.1, 440.0), (1.65, 554.37), (2.2, 493.88),
         (2.2, 196.0), (2.75, 440.0), (3.3, 369.99), (3.3, 110.0)]
LENGTHS = {"theme": 4.6, "close": 5.0, "horn": 2.4, "waves": 2.6}


def speech(text, voice, words_a_minute, pitch, loudness):
    """Speech at 48 kHz, without the silence before and after it, peak at `loudness`."""
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder, "speech.wav")
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(words_a_minute), "-p", str(pitch), "-w", wave, text],
                       check=True)
        raw = subprocess.run(["ffmpeg", "-v", "error", "-i", wave, "-ac", "1", "-ar", str(RATE),
                              "-f", "f32le", "-"], check=True, stdout=subprocess.PIPE).stdout
    samples = array.array("f", raw)
    loud = [index for index, value in enumerate(samples) if abs(value) > 0.01]
    samples = samples[loud[0]:loud[-1] + 1]
    peak = max(map(abs, samples))
    return [value * loudness / peak for value in samples]


def piano(seconds, fading):
    """Ten struck notes: three harmonics each, dying away."""
    out = [0.0] * int(seconds * RATE)
    for start, pitch in THEME:
        first = int(start * RATE)
        for index in range(first, len(out)):
            t = (index - first) / RATE
            strike = min(1.0, t * 180) * math.exp(-t * 1.5)
            if strike < 0.002 and t > 0.1:
                break
            angle = 2 * math.pi * pitch * t
            tone = math.sin(angle) + 0.4 * math.sin(2 * angle) * math.exp(-t) + 0.15 * math.sin(3 * angle)
            out[index] += 0.13 * strike * tone
    length = len(out)
    tail = length if fading else int(0.3 * RATE)
    return [value * min(1.0, (length - index) / tail) for index, value in enumerate(out)]


def foghorn(seconds):
    """Two low tones that beat against each other."""
    out = []
    for index in range(int(seconds * RATE)):
        t = index / RATE
        swell = min(1.0, t / 0.25, (seconds - t) / 0.6)
        tone = sum(math.sin(2 * math.pi * pitch * t) / part
                   for pitch, part in ((98, 1), (98.7, 1.5), (196, 2.5), (294, 5), (392, 8)))
        out.append(0.13 * swell * tone)
    return out


def surf(seconds, level, swells):
    """Low-passed noise that rises and falls; the same every time."""
    noise = random.Random(1822)
    out, low, lower = [], 0.0, 0.0
    for index in range(int(seconds * RATE)):
        low += 0.12 * (noise.uniform(-1, 1) - low)
        lower += 0.3 * (low - lower)
        shape = 0.5 - 0.5 * math.cos(2 * math.pi * swells * index / (seconds * RATE))
        out.append(level * lower * (0.15 + 0.85 * shape * shape))
    return out


def effect(key):
    """A sound cue's samples and its place between the loudspeakers (-1 left .. 1 right)."""
    if key in ("theme", "close"):
        return piano(LENGTHS[key], fading=key == "close"), 0.0
    if key == "horn":
        return foghorn(LENGTHS[key]), -0.5
    return surf(LENGTHS[key], 2.2, 1), 0.3


class Mix:
    """A stereo programme of a fixed length to which sounds are added."""

    def __init__(self, seconds):
        self.left = array.array("f", bytes(4 * round(seconds * RATE)))
        self.right = array.array("f", self.left)

    def add(self, samples, start, place=0.0):
        """Adds `samples` from `start` seconds on."""
        first = round(start * RATE)
        samples = samples[:len(self.left) - first]
        for channel, gain in ((self.left, min(1.0, 1 - place)), (self.right, min(1.0, 1 + place))):
            for index, value in enumerate(samples, first):
                channel[index] += value * gain

    def write(self, path):
        """Writes interleaved 32-bit floats for ffmpeg's `-f f32le -ac 2`."""
        both = array.array("f", bytes(8 * len(self.left)))
        both[0::2], both[1::2] = self.left, self.right
        Path(path).write_bytes(both.tobytes())
