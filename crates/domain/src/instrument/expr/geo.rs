//! Places (ODK XForms "Geographic functions"): `latitude longitude [altitude [accuracy]]` in degrees and metres,
//! joined by `;` in traces and shapes.

use super::numbers::{round_half_up, text_to_number};
use std::borrow::Cow;

/// Metres, as ODK takes it for both engines.
const RADIUS: f64 = 6_378_100.0;

/// Latitude and longitude in degrees.
type Point = (f64, f64);

fn point(text: &str) -> Option<Point> {
    let mut parts = text.split_whitespace();
    let (latitude, longitude) = (text_to_number(parts.next()?), text_to_number(parts.next()?));
    let fits = latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && parts.count() <= 2;
    fits.then_some((latitude, longitude))
}

fn trace(text: &str) -> Option<Vec<Point>> {
    let text = text.trim().trim_end_matches(|c: char| c == ';' || c.is_whitespace());
    points(text.split(';'))
}

fn points<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Vec<Point>> {
    texts.map(point).collect::<Option<Vec<_>>>().filter(|points| points.len() >= 2)
}

/// One value is a trace or shape, several are points.
fn line(values: &[Cow<'_, str>]) -> Option<Vec<Point>> {
    match values {
        [one] => trace(one),
        many => points(many.iter().map(|value| &**value)),
    }
}

fn radians(degrees: f64) -> f64 {
    degrees * std::f64::consts::PI / 180.0
}

fn pairs(line: &[Point]) -> impl Iterator<Item = (&Point, &Point)> {
    line.iter().zip(line.iter().skip(1))
}

fn to_hundredths(value: f64) -> f64 {
    (round_half_up(value * 100.0) / 100.0).abs()
}

/// `area()` in square metres, to the hundredth; 0 for what is no shape.
pub(super) fn area(values: &[Cow<'_, str>]) -> f64 {
    let Some(mut shape) = line(values).filter(|shape| shape.len() >= 3) else { return 0.0 };
    let first = shape.first().copied();
    if first != shape.last().copied() {
        shape.extend(first);
    }
    let total: f64 = pairs(&shape)
        .map(|(start, end)| {
            let sines = 2.0 + libm::sin(radians(end.0)) + libm::sin(radians(start.0));
            radians(end.1 - start.1) * sines
        })
        .sum();
    to_hundredths(total * RADIUS * RADIUS / 2.0)
}

/// `distance()` in metres along the points, to the hundredth; NaN for what are no two points.
pub(super) fn distance(values: &[Cow<'_, str>]) -> f64 {
    let Some(line) = line(values) else { return f64::NAN };
    let total: f64 = pairs(&line)
        .map(|(start, end)| {
            let (a, b) = (radians(start.0), radians(end.0));
            let turn = libm::cos(radians(start.1 - end.1));
            let cosine = libm::sin(a) * libm::sin(b) + libm::cos(a) * libm::cos(b) * turn;
            // Rounding can take the cosine of no distance a little above one.
            libm::acos(cosine.min(1.0)) * RADIUS
        })
        .sum();
    to_hundredths(total)
}

/// `geofence()`: whether a point is within a closed shape.
pub(super) fn geofence(place: &str, shape: &str) -> bool {
    let (Some((latitude, longitude)), Some(shape)) = (point(place), trace(shape)) else { return false };
    if shape.first() != shape.last() {
        return false;
    }
    let crossed = pairs(&shape).filter(|(a, b)| {
        (a.0 > latitude) != (b.0 > latitude) && longitude < (a.1 - b.1) * (latitude - b.0) / (a.0 - b.0) + b.1
    });
    crossed.count() % 2 == 1
}
