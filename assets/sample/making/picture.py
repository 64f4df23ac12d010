"""The still pictures behind the programme, and the ffmpeg graph that moves them.

Stills are drawn point by point (four samples a pixel) and written as PPM. What moves is left to
ffmpeg: the beam that turns in the lantern, the rays in the lens, a boat, the burned-in counters.
"""

import math
import random
from pathlib import Path

WIDTH, HEIGHT = 640, 360
TURN = 180  # frames between two flashes
LAMP = (468.0, 96.0)
HORIZON = 238
# The frame number as a row of cells: white, 12 bits (highest first), parity of the bits, white.
CODE = {"x": 16, "y": 8, "cell": 12, "bits": 12}

FLAME, RIM = (80.0, 190.0), 120.0
ZONES = 5


def blend(a, b, share):
    share = min(1.0, max(0.0, share))
    return tuple(x + (y - x) * share for x, y in zip(a, b))


def headland(x):
    """The height of the rock's edge above the horizon at a column."""
    rise = max(0.0, 1 - abs(x - 480) / 190)
    return HORIZON + 14 - 34 * rise**0.7 + 2.5 * math.sin(x / 9) + 1.5 * math.sin(x / 4.1)


def tower(x, y):
    """The lighthouse's shade at a point: 0..1, or None beside it."""
    dx = x - LAMP[0]
    if abs(dx) <= 11 and 80 <= y < 84 or abs(dx) <= 10 - (80 - y) * 1.1 and 72 <= y < 80:
        return 0.25
    if abs(dx) <= 9 and 84 <= y < 108:
        return 0.12 if abs(abs(dx) - 5) < 0.6 or abs(dx) > 8.2 else 1.0
    if abs(dx) <= 16 and 108 <= y < 112:
        return 0.3
    if 112 <= y < 225:
        half = 11 + (y - 112) * 0.075
        if abs(dx) <= half:
            band = 0.9 if int((y - 112) / 19) % 2 == 0 else 0.42
            return band * (0.62 - 0.38 * dx / half)
    return None


def scene(sky_top, sky_low, sea_far, sea_near, rock, paint, lantern, stars):
    """A function from a point to the colour of the lighthouse scene."""
    def colour(x, y):
        shade = tower(x, y)
        if shade is not None:
            return lantern if shade == 1.0 else blend((8, 12, 16), paint, shade)
        edge = headland(x)
        if y > edge and y < HORIZON + 46 - abs(x - 480) * 0.16 + 3 * math.sin(x / 13):
            return blend(rock, (4, 7, 9), (y - edge) / 60)
        if y < HORIZON:
            base = blend(sky_top, sky_low, (y / HORIZON) ** 1.4)
            for sx, sy, bright in stars:
                near = (x - sx) ** 2 + (y - sy) ** 2
                if near < 2.2:
                    base = blend(base, (235, 240, 250), bright * (1 - near / 2.2))
            return base
        depth = (y - HORIZON) / (HEIGHT - HORIZON)
        ripple = 0.06 * math.sin(y * 1.3 / (0.3 + depth) + x * 0.02) * (0.4 + depth)
        return blend(sea_far, sea_near, depth**0.7 + ripple)
    return colour


def night():
    """The lighthouse by night."""
    sky = random.Random(1871)
    stars = [(sky.uniform(0, WIDTH), sky.uniform(34, 190), sky.uniform(0.35, 1)) for _ in range(46)]
    return scene((9, 17, 30), (38, 66, 92), (30, 54, 74), (8, 16, 26), (22, 30, 36), (196, 204, 212),
                 (250, 226, 160), stars)


def dawn():
    """The lighthouse at first light."""
    return scene((66, 88, 122), (236, 178, 132), (176, 146, 128), (44, 66, 88), (52, 50, 54),
                 (240, 232, 222), (255, 236, 190), [])


def zone_edges():
    """Heights above the axis between which each prism of the lens lies."""
    return [(RIM * k / ZONES, RIM * (k + 1) / ZONES) for k in range(ZONES)]


def sag(height):
    """How far the solid lens's curve stands out of its rim at a height above the axis."""
    return 96 * (1 - (height / RIM) ** 2)


def lens(x, y):
    """A section through the lens: the prisms bright, the glass that was left out dim."""
    back = (20, 24, 28)
    if (x - 16) % 32 < 1 or (y - 30) % 32 < 1:
        back = (26, 31, 36)
    height, front = abs(y - FLAME[1]), 300.0
    if height < RIM:
        low, high = next(zone for zone in zone_edges() if zone[0] <= height < zone[1])
        thick = 12 + sag(height) - sag(high)
        if front <= x <= front + thick:
            edge = min(x - front, front + thick - x, height - low + 0.6, high - height)
            return blend((90, 169, 255), (44, 84, 128), edge / 1.6)
        if front <= x <= front + 12 + sag(height):
            dash = 70 if front + 11 + sag(height) - x < 1.2 else 0
            return blend(back, (90, 120, 150), (26 + dash) / 160)
    for k in range(-4, 5):
        leaves = FLAME[1] + k * RIM / ZONES * 1.1
        if x >= front:
            off = abs(y - leaves)
        elif x >= FLAME[0]:
            off = abs(y - FLAME[1] - (leaves - FLAME[1]) * (x - FLAME[0]) / (front - FLAME[0]))
        else:
            off = 9.0
        if off < 0.8:
            back = blend(back, (255, 226, 160), 0.42)
    glow = math.hypot(x - FLAME[0], (y - FLAME[1]) * 0.7)
    return blend((255, 240, 200), back, (glow - 5) / 14)


def still(colour, path):
    """Draws one picture into a PPM file."""
    out = bytearray()
    for row in range(HEIGHT):
        for column in range(WIDTH):
            points = [colour(column + dx, row + dy) for dx in (0.25, 0.75) for dy in (0.25, 0.75)]
            out += bytes(round(sum(channel) / 4) for channel in zip(*points))
    Path(path).write_bytes(b"P6 %d %d 255\n" % (WIDTH, HEIGHT) + out)


def beam():
    """geq: how bright the turning beam is, at half size; once round in TURN frames."""
    x, y = LAMP[0] / 2, LAMP[1] / 2
    turn = f"(2*PI*N/{TURN})"
    side = f"(X-{x})*cos{turn}"
    far = f"abs(X-{x})"
    wide = f"(1.2+0.05*{far})"
    ray = f"gt({side},0)*exp(-pow((Y-{y})/{wide},2))*exp(-{far}/(20+260*abs(cos{turn})))*pow(abs(cos{turn}),0.5)"
    glow = f"exp(-hypot(X-{x},Y-{y})/7)*0.5"
    flash = f"pow(max(0,sin{turn}),24)*exp(-hypot(X-{x},Y-{y})/34)"
    return f"geq=lum='255*min(1,0.55*{ray}+{glow}+{flash})'"


def rays():
    """geq: pulses of light that run along the nine rays of the lens, at half size."""
    x0, y0, front = FLAME[0] / 2, FLAME[1] / 2, 150
    step = RIM / ZONES * 1.1 / 2
    share = f"min(1,max(0,(X-{x0})/{front - x0}))"
    ray = f"round((Y-{y0})/({step}*max({share},0.04)))"
    off = f"abs(Y-{y0}-{ray}*{step}*{share})"
    run = f"pow(max(0,cos(2*PI*(X/40-N/30))),6)"
    return f"geq=lum='230*gt(X,{x0}+6)*lte(abs({ray}),4)*max(0,1-{off}/1.3)*{run}'"


def counters(rate, font, start):
    """drawbox and drawtext: the frame number as bits and as figures, and its timecode."""
    x, y, cell, bits = (CODE[key] for key in ("x", "y", "cell", "bits"))
    parts = [f"drawbox=x=0:y=0:w=iw:h=28:color=black:t=fill"]

    def box(place, when):
        return f"drawbox=x={x + place * cell}:y={y}:w={cell}:h={cell}:color=white:t=fill:enable='{when}'"

    number = [f"mod(floor(n/{2 ** bit})\\,2)" for bit in range(bits)]
    parts.append(box(0, "1"))
    parts += [box(bits - bit, number[bit]) for bit in range(bits)]
    parts.append(box(bits + 1, f"mod({'+'.join(number)}\\,2)"))
    parts.append(box(bits + 2, "1"))
    label = f"fontfile={font}:fontsize=14:fontcolor=white:y=8"
    parts.append(f"drawtext={label}:x=240:text='frame %{{frame_num}}'")
    parts.append(f"drawtext={label}:x=w-text_w-16:timecode='{start}':rate={rate}:text=''")
    return ",".join(parts)
