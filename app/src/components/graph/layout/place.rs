//! Where everything stands, and how the lines run.

use std::fmt::Write;

use super::order::{Column, Item};
use super::{HEIGHT, Layout, Line, WIDTH, small};

const BETWEEN_COLUMNS: f64 = 44.0;
const BETWEEN_ROWS: f64 = 14.0;
/// The height of a line that passes a column.
const LANE: f64 = 10.0;
const EDGE: f64 = 4.0;

/// Gives each step its place and each line its course.
pub(super) fn place(steps: usize, columns: &[Column], lines: &[(usize, usize)]) -> Layout {
    let tall = |item: &Item| match item {
        Item::Step(_) => HEIGHT,
        Item::Lane(_) => LANE,
    };
    let height_of = |column: &Column| {
        let between = small(column.items.len().saturating_sub(1)) * BETWEEN_ROWS;
        column.items.iter().map(tall).sum::<f64>() + between
    };
    let tallest = columns.iter().map(height_of).fold(0.0, f64::max);
    let mut places = vec![(EDGE, EDGE); steps];
    let mut passing: Vec<Vec<(f64, f64)>> = vec![Vec::new(); lines.len()];
    for (at, column) in columns.iter().enumerate() {
        let x = EDGE + small(at) * (WIDTH + BETWEEN_COLUMNS);
        let mut y = EDGE + (tallest - height_of(column)) / 2.0;
        for item in &column.items {
            match item {
                Item::Step(index) => {
                    if let Some(place) = places.get_mut(*index) {
                        *place = (x, y);
                    }
                }
                Item::Lane(index) => {
                    if let Some(points) = passing.get_mut(*index) {
                        points.extend([(x, y + LANE / 2.0), (x + WIDTH, y + LANE / 2.0)]);
                    }
                }
            }
            y += tall(item) + BETWEEN_ROWS;
        }
    }
    let lines = lines
        .iter()
        .zip(&passing)
        .map(|((from, to), passing)| {
            let start = places.get(*from).copied().unwrap_or_default();
            let end = places.get(*to).copied().unwrap_or_default();
            let mut points = vec![(start.0 + WIDTH, start.1 + HEIGHT / 2.0)];
            points.extend(passing);
            points.push((end.0, end.1 + HEIGHT / 2.0));
            Line { from: *from, path: path(&points) }
        })
        .collect();
    let columns = small(columns.len());
    Layout {
        width: 2.0 * EDGE + columns * WIDTH + (columns - 1.0).max(0.0) * BETWEEN_COLUMNS,
        height: 2.0 * EDGE + tallest,
        places,
        lines,
    }
}

/// Gentle curves between the points; straight where a line passes a column.
fn path(points: &[(f64, f64)]) -> String {
    let mut out = String::new();
    let mut before: Option<(f64, f64)> = None;
    for &(x, y) in points {
        // Writing to a String cannot fail.
        let _ = match before {
            None => write!(out, "M{x:.1} {y:.1}"),
            Some((_, was)) if (was - y).abs() < 0.5 => write!(out, " L{x:.1} {y:.1}"),
            Some((from, was)) => {
                let middle = f64::midpoint(from, x);
                write!(out, " C{middle:.1} {was:.1} {middle:.1} {y:.1} {x:.1} {y:.1}")
            }
        };
        before = Some((x, y));
    }
    out
}
