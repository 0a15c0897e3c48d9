"""The fixed paths of the FAQ, in one list: the routes use them, no question may take one."""

RECHERCHE_JSON = "recherche.json"
RECHERCHE_NOTEE = "recherche-notee"
RUBRIQUES = "rubriques"
POSER = "poser"
PLAN = "sitemap.xml"

CHEMINS = (RECHERCHE_JSON, RECHERCHE_NOTEE, RUBRIQUES, POSER, PLAN)
# A slug has no dot: « recherche » is refused as well as « recherche.json ».
SLUGS_RESERVES = frozenset(CHEMINS) | {chemin.partition(".")[0] for chemin in CHEMINS}
