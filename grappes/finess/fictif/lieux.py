"""Towns where fictitious establishments stand. Latitudes and longitudes to a hundredth of a
degree, from general knowledge; the weight says how many establishments a town draws."""

from typing import NamedTuple


class Lieu(NamedTuple):
    """A town as the extracts write it, with its WGS84 position in degrees."""

    departement: str  # as the extracts write it
    libelle_departement: str
    prefixe: str  # of the FINESS numbers
    code_postal: str
    commune: str
    latitude: float
    longitude: float
    poids: int


def _lieux(departement: str, libelle: str, prefixe: str, communes: str) -> list[Lieu]:
    """Read lines of "postal code, town, latitude, longitude, weight"."""
    return [
        Lieu(departement, libelle, prefixe, code, nom, float(nord), float(est), int(poids))
        for code, nom, nord, est, poids in (
            ligne.strip().split(", ") for ligne in communes.strip().splitlines()
        )
    ]


HAUTS_DE_FRANCE = [
    *_lieux(
        "02",
        "AISNE",
        "02",
        """
        02000, LAON, 49.56, 3.62, 4
        02100, ST QUENTIN, 49.85, 3.29, 6
        02140, VERVINS, 49.84, 3.91, 1
        02200, SOISSONS, 49.38, 3.32, 4
        02300, CHAUNY, 49.62, 3.22, 2
        02400, CHATEAU THIERRY, 49.04, 3.40, 2
        02500, HIRSON, 49.92, 4.08, 2
        02700, TERGNIER, 49.66, 3.29, 1
        """,
    ),
    *_lieux(
        "59",
        "NORD",
        "59",
        """
        59000, LILLE, 50.63, 3.06, 14
        59100, ROUBAIX, 50.69, 3.18, 7
        59113, SECLIN, 50.55, 3.03, 2
        59140, DUNKERQUE, 51.03, 2.38, 6
        59190, HAZEBROUCK, 50.72, 2.54, 2
        59200, TOURCOING, 50.72, 3.16, 6
        59220, DENAIN, 50.33, 3.40, 2
        59270, BAILLEUL, 50.74, 2.74, 2
        59280, ARMENTIERES, 50.69, 2.88, 2
        59300, VALENCIENNES, 50.36, 3.52, 6
        59400, CAMBRAI, 50.18, 3.24, 4
        59440, AVESNES SUR HELPE, 50.12, 3.93, 2
        59500, DOUAI, 50.37, 3.08, 5
        59540, CAUDRY, 50.13, 3.41, 1
        59600, MAUBEUGE, 50.28, 3.97, 4
        59650, VILLENEUVE D ASCQ, 50.62, 3.14, 4
        59820, GRAVELINES, 50.99, 2.13, 1
        """,
    ),
    *_lieux(
        "60",
        "OISE",
        "60",
        """
        60000, BEAUVAIS, 49.43, 2.08, 6
        60100, CREIL, 49.26, 2.48, 4
        60110, MERU, 49.24, 2.13, 2
        60200, COMPIEGNE, 49.42, 2.83, 5
        60300, SENLIS, 49.21, 2.59, 2
        60400, NOYON, 49.58, 3.00, 2
        60500, CHANTILLY, 49.19, 2.47, 1
        60600, CLERMONT, 49.38, 2.41, 2
        60800, CREPY EN VALOIS, 49.24, 2.89, 1
        """,
    ),
    *_lieux(
        "62",
        "PAS DE CALAIS",
        "62",
        """
        62000, ARRAS, 50.29, 2.78, 6
        62100, CALAIS, 50.95, 1.86, 5
        62110, HENIN BEAUMONT, 50.42, 2.95, 3
        62130, ST POL SUR TERNOISE, 50.38, 2.34, 1
        62170, MONTREUIL, 50.46, 1.76, 1
        62200, BOULOGNE SUR MER, 50.73, 1.61, 5
        62220, CARVIN, 50.49, 2.96, 2
        62300, LENS, 50.43, 2.83, 5
        62400, BETHUNE, 50.53, 2.64, 4
        62500, ST OMER, 50.75, 2.26, 3
        62600, BERCK, 50.41, 1.59, 3
        62700, BRUAY LA BUISSIERE, 50.48, 2.55, 2
        62800, LIEVIN, 50.42, 2.78, 2
        """,
    ),
    *_lieux(
        "80",
        "SOMME",
        "80",
        """
        80000, AMIENS, 49.89, 2.30, 9
        80100, ABBEVILLE, 50.11, 1.83, 3
        80200, PERONNE, 49.93, 2.94, 2
        80300, ALBERT, 50.00, 2.65, 2
        80400, HAM, 49.75, 3.07, 1
        80500, MONTDIDIER, 49.65, 2.57, 1
        80600, DOULLENS, 50.16, 2.34, 1
        80700, ROYE, 49.70, 2.79, 1
        80800, CORBIE, 49.91, 2.51, 1
        """,
    ),
]

# Where organismes that span several regions have their other establishments.
VOISINAGE = [
    *_lieux("08", "ARDENNES", "08", "08000, CHARLEVILLE MEZIERES, 49.77, 4.72, 2"),
    *_lieux("51", "MARNE", "51", "51100, REIMS, 49.26, 4.03, 4"),
    *_lieux("75", "PARIS", "75", "75012, PARIS, 48.84, 2.39, 4"),
    *_lieux("76", "SEINE MARITIME", "76", "76000, ROUEN, 49.44, 1.10, 3"),
]

# Territories of the reduced threshold, with letters in their numbers or codes of their own.
CORSE_ET_OUTRE_MER = [
    *_lieux("2A", "CORSE DU SUD", "2A", "20000, AJACCIO, 41.92, 8.74, 3"),
    *_lieux("2B", "HAUTE CORSE", "2B", "20200, BASTIA, 42.70, 9.45, 3"),
    *_lieux("9A", "GUADELOUPE", "9701", "97110, POINTE A PITRE, 16.24, -61.53, 3"),
    *_lieux("9B", "MARTINIQUE", "9702", "97200, FORT DE FRANCE, 14.60, -61.07, 3"),
    *_lieux("9C", "GUYANE", "9703", "97300, CAYENNE, 4.92, -52.31, 2"),
    *_lieux("9D", "LA REUNION", "9704", "97400, ST DENIS, -20.88, 55.45, 3"),
    *_lieux("9F", "MAYOTTE", "9805", "97600, MAMOUDZOU, -12.78, 45.23, 1"),
]
