"""The programme's script: who says what, what is heard, and how it is captioned.

Caption rows use three marks: *italic*, and nothing else. Each entry becomes one cue. What the
published captions have otherwise than the draft stands beside the cue, under `published`.
"""

from dataclasses import dataclass, field

NARRATOR, KEEPER, OPTICIAN = "Narrator", "Isla Baird", "Dr. Sen"

# espeak-ng voice, words a minute, pitch, loudness
VOICES = {
    NARRATOR: ("en-gb-x-rp", 152, 42, 0.62),
    KEEPER: ("en-gb-scotland+Annie", 150, 52, 0.62),
    OPTICIAN: ("en-us+f3", 150, 46, 0.62),
}


@dataclass
class Cue:
    """One cue and the sound behind it.

    `say` is spoken by `speaker`; a cue without a speaker is a sound that making.sound plays.
    `pause` is the silence before it in seconds. `at_top` lifts the cue off the name strip.
    """

    key: str
    rows: list
    speaker: str = ""
    say: str = ""
    pause: float = 0.35
    at_top: bool = False
    published: dict = field(default_factory=dict)


@dataclass
class Shot:
    """A run of cues over one picture."""

    picture: str
    cues: list


STORY = [
    Shot("night", [
        Cue("theme", ["♪ *slow piano* ♪"], pause=0.5, published={"rows": ["[music]"]}),
        Cue("lamp", ["NARRATOR: On a clear night, one lamp", "can be seen for twenty miles."], NARRATOR,
            "On a clear night, one lamp can be seen for twenty miles.", 0.4),
        Cue("hand", ["The flame inside it", "was no larger than your hand."], NARRATOR,
            "The flame inside it was no larger than your hand.", 0.3,
            published={"rows": ["The flame inside was", "no larger than your hand."]}),
        Cue("horn", ["[foghorn, far off]"], pause=0.5),
        Cue("clockwork", ["ISLA: My grandfather wound", "the clockwork every four hours."], KEEPER,
            "My grandfather wound the clockwork every four hours.", 0.5, at_top=True,
            published={"at_top": False}),
        Cue("still", ["If he slept, the light stood still."], KEEPER,
            "If he slept, the light stood still.", 0.3, at_top=True,
            published={"at_top": False, "late_in": 9}),
    ]),
    Shot("lens", [
        Cue("tonnes", ["NARRATOR: A solid lens that size", "would weigh five tonnes."], NARRATOR,
            "A solid lens that size would weigh five tonnes.", 0.6),
        Cue("fresnel", ["In 1822, Augustin Fresnel showed", "that most of it could go."], NARRATOR,
            "In eighteen twenty two, Augustin Frenell showed that most of it could go.", 0.3,
            published={"rows": ["In 1822, Augustin Fresnel showed that", "most of it could go."]}),
        Cue("bends", ["DR. SEN: Light bends only", "where it enters and leaves."], OPTICIAN,
            "Light bends only where it enters, and leaves.", 0.5),
        Cue("nothing", ["The glass in between", "does *nothing* at all."], OPTICIAN,
            "The glass in between does nothing at all.", 0.25,
            published={"rows": ["The glass in between", "does nothing at all."], "early_out": 12}),
        Cue("curve", ["So he kept the curve", "and left out the middle."], OPTICIAN,
            "So he kept the curve, and left out the middle.", 0.3),
        Cue("rings", ["NARRATOR: Ring upon ring of prisms,"], NARRATOR,
            "Ring upon ring of prisms,", 0.5, published={"join": "level"}),
        Cue("level", ["and every ray leaves level", "with the sea."], NARRATOR,
            "and every ray leaves level with the sea.", 0.15),
    ]),
    Shot("dawn", [
        Cue("waves", ["[waves breaking]"], pause=0.3, published={"absent": True}),
        Cue("rhythm", ["ISLA: Sailors knew us by our rhythm:", "one flash every six seconds."], KEEPER,
            "Sailors knew us by our rhythm. One flash, every six seconds.", 0.3),
        Cue("only", ["-Only one?", "-Long enough to count on."], NARRATOR, "Only one?", 0.3),
        Cue("count", [], KEEPER, "Long enough to count on.", 0.2),
        Cue("electric", ["NARRATOR: Today the lamp is electric,", "and the keepers have gone home."], NARRATOR,
            "Today the lamp is electric, and the keepers have gone home.", 0.5),
        Cue("same", ["The lens is the one", "they lit in 1871."], NARRATOR,
            "The lens is the one they lit in eighteen seventy one.", 0.3),
        Cue("close", ["♪ *slow piano, fading* ♪"], pause=0.4, published={"rows": ["[music]"]}),
    ]),
]

# Names burned into the picture while their speaker talks: cue keys from, to, and the two rows.
NAME_STRIPS = [
    ("clockwork", "still", "Isla Baird", "last of four keepers"),
]
TITLE = ("The lamp and the lens", "A light for ships, part one")
