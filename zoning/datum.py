"""Chinese datums: WGS84 and CGCS2000, and the shifted GCJ-02 (web maps) and BD-09 (Baidu)."""

import numpy as np

from zoning.model import Floats

_SEMI_MAJOR_M = 6378245.0  # Krasovsky 1940, which the published GCJ-02 algorithm uses
_ECCENTRICITY_2 = 0.00669342162296594323
_BAIDU_PI = np.pi * 3000.0 / 180.0


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return GCJ-02 degrees of WGS84 degrees (the shift used by AMap, Tencent and Google.cn in China)."""
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    x, y = lon - 105.0, lat - 35.0
    waves = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + waves
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + waves
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    angle = lat / 180.0 * np.pi
    magic = 1.0 - _ECCENTRICITY_2 * np.sin(angle) ** 2
    meridian = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_2) / (magic * np.sqrt(magic))
    parallel = _SEMI_MAJOR_M / np.sqrt(magic) * np.cos(angle)
    return lon + east * 180.0 / (parallel * np.pi), lat + north * 180.0 / (meridian * np.pi)


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return WGS84 degrees of GCJ-02 degrees, by fixed-point iteration to below a micrometre."""
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    found_lon, found_lat = lon, lat
    for _ in range(12):
        there_lon, there_lat = wgs84_to_gcj02(found_lon, found_lat)
        found_lon, found_lat = found_lon + lon - there_lon, found_lat + lat - there_lat
    return found_lon, found_lat


def gcj02_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return BD-09 degrees (Baidu) of GCJ-02 degrees."""
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_PI)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return GCJ-02 degrees of BD-09 degrees, by fixed-point iteration."""
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    found_lon, found_lat = lon - 0.0065, lat - 0.006
    for _ in range(12):
        there_lon, there_lat = gcj02_to_bd09(found_lon, found_lat)
        found_lon, found_lat = found_lon + lon - there_lon, found_lat + lat - there_lat
    return found_lon, found_lat


def to_wgs84(lon: Floats, lat: Floats, datum: str) -> tuple[Floats, Floats]:
    """Return WGS84 degrees of degrees in `datum`.

    CGCS2000 and WGS84 differ by centimetres and are taken as one.

    >>> lon, lat = to_wgs84(118.58765948894636, 37.44928996974781, "gcj02")
    >>> round(float(lon), 6), round(float(lat), 6)
    (118.5821, 37.4487)
    """
    if datum == "bd09":
        lon, lat = bd09_to_gcj02(lon, lat)
    if datum in ("gcj02", "bd09"):
        lon, lat = gcj02_to_wgs84(lon, lat)
    return np.asarray(lon, float), np.asarray(lat, float)
