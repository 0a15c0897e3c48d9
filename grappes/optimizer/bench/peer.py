"""Run one peer on one bucket: a JSON request on stdin, clusters of positions on stdout.

Exit status 3 when the peer is not installed.
"""

import json
import sys
from collections import Counter
from importlib import import_module
from typing import Any

NOT_INSTALLED = 3


def main() -> int:
    peer, request = sys.argv[1], json.load(sys.stdin)
    try:
        labels = {"k-means-constrained": k_means, "max-p": max_p}[peer](request)
    except ImportError:
        return NOT_INSTALLED
    clusters: dict[int, list[int]] = {}
    for position, label in enumerate(labels):
        clusters.setdefault(label, []).append(position)
    json.dump(list(clusters.values()), sys.stdout)
    return 0


def k_means(request: dict[str, Any]) -> list[int]:
    """It bounds numbers of points: each organisation is repeated once per ESMS."""
    library: Any = import_module("k_means_constrained")

    owner = [n for n, weight in enumerate(request["weights"]) for _ in range(weight)]
    k = max(1, len(owner) // request["least"])
    most = min(max(request["most"] or len(owner), -(-len(owner) // k)), len(owner) - 1)
    model = library.KMeansConstrained(k, size_min=request["least"], size_max=most, random_state=0)
    found = model.fit_predict([request["points"][n] for n in owner])
    votes: list[Counter[int]] = [Counter() for _ in request["weights"]]
    for n, label in zip(owner, found, strict=True):
        votes[n][int(label)] += 1
    return [vote.most_common(1)[0][0] if vote else -1 for vote in votes]


def max_p(request: dict[str, Any]) -> list[int]:
    """As many regions as possible above the threshold, contiguous by nearest neighbours."""
    geopandas: Any = import_module("geopandas")
    libpysal: Any = import_module("libpysal")
    region: Any = import_module("spopt.region")

    lat, lon = zip(*request["points"], strict=True)
    frame = geopandas.GeoDataFrame(
        {"esms": request["weights"], "lat": lat, "lon": lon},
        geometry=geopandas.points_from_xy(lon, lat),
    )
    near = libpysal.weights.KNN.from_dataframe(frame, k=min(6, len(frame) - 1))
    model = region.MaxPHeuristic(frame, near, ["lat", "lon"], "esms", request["least"], top_n=2)
    model.solve()
    return [int(label) for label in model.labels_]


if __name__ == "__main__":
    sys.exit(main())
