"""The shapes of the dots: five that an eye tells apart, of equal areas, in five sizes."""

import math

FORMES = ("rond", "carre", "losange", "triangle", "hexagone")
RAYONS = (5.0, 6.5, 8.5, 11.0, 15.0)
# Corners and first angle (degrees) of the polygons; a disc has none.
POLYGONES = {"carre": (4, 45), "losange": (4, 0), "triangle": (3, -90), "hexagone": (6, 0)}


def chemin(forme: str, rayon: float) -> str:
    """The SVG path of a shape around the origin, as large as the disc of this radius."""
    if forme == "rond":
        arc = f"a{rayon:.1f} {rayon:.1f} 0 1 0"
        return f"M-{rayon:.1f} 0{arc} {2 * rayon:.1f} 0{arc}-{2 * rayon:.1f} 0Z"
    cotes, debut = POLYGONES[forme]
    loin = rayon * math.sqrt(2 * math.pi / (cotes * math.sin(2 * math.pi / cotes)))
    angles = [math.radians(debut + 360 * i / cotes) for i in range(cotes)]
    points = (f"{loin * math.cos(a):.1f} {loin * math.sin(a):.1f}" for a in angles)
    return f"M{'L'.join(points)}Z"


def symboles(echelle: float) -> list[tuple[str, str]]:
    """What a drawing refers to: « r0 » is the smallest disc; `echelle` shrinks crowded maps."""
    return [
        (f"{forme[0]}{taille}", chemin(forme, rayon * echelle))
        for forme in FORMES
        for taille, rayon in enumerate(RAYONS)
    ]
