"""Plane coordinates of the register (metres) from and to latitude and longitude (degrees).

The extract gives Lambert-93 in Europe and UTM overseas, always on the GRS80 ellipsoid; the French
datums (RGF93, RGAF09, RGFG95, RGR92, RGM04, RGSPM06) agree with WGS84 within a metre, which is
finer than the addresses that were geocoded.
Sources: IGN, NTG_71 "Projection cartographique conique conforme de Lambert" (ALG0001 to 0004,
ALG0019 for the constants); C. Karney, "Transverse Mercator with an accuracy of a few nanometers"
(2011), equations 7 to 12 and 35, 36 with the series cut after n³ (error under a millimetre).
"""

import math
from math import asinh, atan2, atanh, cos, cosh, exp, hypot, log, radians, sin, sinh, sqrt
from typing import NamedTuple, Protocol

DEMI_GRAND_AXE = 6378137.0  # metres, GRS80
APLATISSEMENT = 1 / 298.257222101
EXCENTRICITE = sqrt(APLATISSEMENT * (2 - APLATISSEMENT))


class Position(NamedTuple):
    """Where something is, in degrees, WGS84."""

    latitude: float
    longitude: float


class Projection(Protocol):
    """A way between the plane and the globe."""

    def vers_position(self, x: float, y: float) -> Position: ...

    def vers_plan(self, position: Position) -> tuple[float, float]: ...

    def couvre(self, position: Position) -> bool:
        """Tell whether the position is plausible: a swap or a wrong zone falls far outside."""


class Lambert:
    """A secant conic projection, defined as in law: two parallels, an origin and its metres."""

    def __init__(
        self, paralleles: tuple[float, float], origine: Position, x_origine: float, y_origine: float
    ) -> None:
        sud, nord = map(radians, paralleles)
        self.meridien, self.x_origine = radians(origine.longitude), x_origine
        self.exposant = log(_rayon(nord) / _rayon(sud)) / (_isometrique(sud) - _isometrique(nord))
        self.constante = _rayon(sud) / self.exposant * exp(self.exposant * _isometrique(sud))
        distance = exp(-self.exposant * _isometrique(radians(origine.latitude)))
        self.y_pole = y_origine + self.constante * distance

    def vers_position(self, x: float, y: float) -> Position:
        dx, dy = x - self.x_origine, self.y_pole - y
        isometrique = -log(hypot(dx, dy) / self.constante) / self.exposant
        longitude = self.meridien + atan2(dx, dy) / self.exposant
        return Position(_latitude(isometrique), math.degrees(longitude))

    def vers_plan(self, position: Position) -> tuple[float, float]:
        isometrique = _isometrique(radians(position.latitude))
        distance = self.constante * exp(-self.exposant * isometrique)
        angle = self.exposant * (radians(position.longitude) - self.meridien)
        return self.x_origine + distance * sin(angle), self.y_pole - distance * cos(angle)

    def couvre(self, position: Position) -> bool:
        return 41 < position.latitude < 52 and -6 < position.longitude < 10


class Utm:
    """A zone of the universal transverse Mercator, north or south of the equator."""

    ECHELLE = 0.9996
    X_ORIGINE = 500_000.0

    def __init__(self, zone: int, *, sud: bool = False) -> None:
        self.meridien = radians(6 * zone - 183)
        self.y_origine = 10_000_000.0 if sud else 0.0

    def vers_position(self, x: float, y: float) -> Position:
        xi = (y - self.y_origine) / (self.ECHELLE * RAYON_RECTIFIANT)
        eta = (x - self.X_ORIGINE) / (self.ECHELLE * RAYON_RECTIFIANT)
        xi, eta = (
            xi - sum(b * sin(2 * j * xi) * cosh(2 * j * eta) for j, b in BETA),
            eta - sum(b * cos(2 * j * xi) * sinh(2 * j * eta) for j, b in BETA),
        )
        isometrique = atanh(sin(xi) / cosh(eta))
        longitude = self.meridien + atan2(sinh(eta), cos(xi))
        return Position(_latitude(isometrique), math.degrees(longitude))

    def vers_plan(self, position: Position) -> tuple[float, float]:
        conforme = sinh(_isometrique(radians(position.latitude)))
        ecart = radians(position.longitude) - self.meridien
        xi0 = atan2(conforme, cos(ecart))
        eta0 = asinh(sin(ecart) / hypot(conforme, cos(ecart)))
        xi = xi0 + sum(a * sin(2 * j * xi0) * cosh(2 * j * eta0) for j, a in ALPHA)
        eta = eta0 + sum(a * cos(2 * j * xi0) * sinh(2 * j * eta0) for j, a in ALPHA)
        rayon = self.ECHELLE * RAYON_RECTIFIANT
        return self.X_ORIGINE + rayon * eta, self.y_origine + rayon * xi

    def couvre(self, position: Position) -> bool:
        ecart = abs(position.longitude - math.degrees(self.meridien))
        return ecart < 4 and (position.latitude < 0) == bool(self.y_origine)


def _isometrique(latitude: float) -> float:
    """Isometric latitude (ALG0001), from radians."""
    return atanh(sin(latitude)) - EXCENTRICITE * atanh(EXCENTRICITE * sin(latitude))


def _latitude(isometrique: float) -> float:
    """Degrees of latitude from an isometric one (ALG0002); five turns give a micrometre."""
    sinus = math.tanh(isometrique)
    for _ in range(5):
        sinus = math.tanh(isometrique + EXCENTRICITE * atanh(EXCENTRICITE * sinus))
    return math.degrees(math.asin(sinus))


def _rayon(latitude: float) -> float:
    """Radius in metres of the parallel at this latitude, from radians."""
    return DEMI_GRAND_AXE * cos(latitude) / sqrt(1 - (EXCENTRICITE * sin(latitude)) ** 2)


_N = APLATISSEMENT / (2 - APLATISSEMENT)
RAYON_RECTIFIANT = DEMI_GRAND_AXE / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
ALPHA = (
    (1, _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16),
    (2, 13 * _N**2 / 48 - 3 * _N**3 / 5),
    (3, 61 * _N**3 / 240),
)
BETA = (
    (1, _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96),
    (2, _N**2 / 48 + _N**3 / 15),
    (3, 17 * _N**3 / 480),
)

LAMBERT_93 = Lambert((44.0, 49.0), Position(46.5, 3.0), 700_000.0, 6_600_000.0)

# By the last word of the extract's source, as in "1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93".
PROJECTIONS: dict[str, Projection] = {
    "LAMBERT_93": LAMBERT_93,
    "UTM_N20": Utm(20),  # Guadeloupe, Martinique
    "UTM_N21": Utm(21),  # Saint-Pierre-et-Miquelon
    "UTM_N22": Utm(22),  # Guyane
    "UTM_S38": Utm(38, sud=True),  # Mayotte
    "UTM_S40": Utm(40, sud=True),  # La Réunion
}
# By the beginning of the FINESS number, where the source says nothing.
TERRITOIRES = {
    "9701": "UTM_N20",
    "9702": "UTM_N20",
    "9703": "UTM_N22",
    "9704": "UTM_S40",
    "9705": "UTM_N21",
    "9805": "UTM_S38",
}


def nom_projection(source: str, finess: str) -> str | None:
    """Name the projection of a position from its source, else from its establishment's number."""
    dernier_mot = source.rpartition(",")[2].strip().upper()
    if dernier_mot in PROJECTIONS:
        return dernier_mot
    if finess.startswith(("97", "98")):
        return TERRITOIRES.get(finess[:4])
    return "LAMBERT_93"
