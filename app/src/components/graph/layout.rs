//! Where the steps of a process stand in a drawing, and how the lines between them run.

use std::fmt::Write;

use domain::process::{Definition, Graph, StepKind};
use serde::{Deserialize, Serialize};

/// Most steps that are drawn; more are read better as a list.
pub const MOST: usize = 120;
/// A step's box.
pub const WIDTH: f64 = 184.0;
/// A step's box.
pub const HEIGHT: f64 = 50.0;
const BETWEEN_COLUMNS: f64 = 44.0;
const BETWEEN_ROWS: f64 = 14.0;
/// The height of a line that passes a column.
const LANE: f64 = 10.0;
const EDGE: f64 = 4.0;

/// A step, as far as a drawing needs it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shape {
    /// Its id.
    pub id: String,
    /// Its kind of work.
    pub kind: StepKind,
    /// The positions of the steps whose line ends here; those that follow from others are left out.
    pub after: Vec<usize>,
    /// Its column, from 0.
    pub column: usize,
}

impl Shape {
    /// The steps of a definition, in its order.
    #[must_use]
    pub fn all(definition: &Definition) -> Vec<Self> {
        let graph = Graph::of(definition);
        let columns = graph.columns();
        let upstream: Vec<Vec<bool>> =
            (0..definition.steps.len()).map(|index| graph.upstream(index)).collect();
        let direct = |index: usize| {
            let needs = graph.needs(index);
            let implied = |need: usize| {
                needs.iter().any(|other| upstream.get(*other).and_then(|up| up.get(need)) == Some(&true))
            };
            let mut direct: Vec<usize> = needs.iter().copied().filter(|need| !implied(*need)).collect();
            direct.sort_unstable();
            direct.dedup();
            direct
        };
        definition
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| Self {
                id: step.id.clone(),
                kind: step.kind(),
                after: direct(index),
                column: columns.get(index).copied().unwrap_or_default(),
            })
            .collect()
    }
}

/// A line from one step to another.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The step it leaves, by position.
    pub from: usize,
    /// The step it reaches, by position.
    pub to: usize,
    /// What SVG draws.
    pub path: String,
}

/// The whole drawing, in SVG units.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Left and top of each step, by position.
    pub places: Vec<(f64, f64)>,
    /// The lines, in the order of their ends.
    pub lines: Vec<Line>,
}

/// What stands in a column: a step, or a line that passes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    Step(usize),
    Lane(usize),
}

struct Column {
    items: Vec<Item>,
}

/// Lays the steps out from left to right, so that lines cross little.
#[must_use]
pub fn lay_out(shapes: &[Shape]) -> Layout {
    let lines: Vec<(usize, usize)> = shapes
        .iter()
        .enumerate()
        .flat_map(|(to, shape)| shape.after.iter().map(move |from| (*from, to)))
        .filter(|(from, to)| column(shapes, *from) < column(shapes, *to))
        .collect();
    let count = shapes.iter().map(|shape| shape.column + 1).max().unwrap_or(0);
    let mut columns: Vec<Column> = (0..count).map(|at| fill(shapes, &lines, at)).collect();
    for pass in 0..6 {
        let order: Vec<usize> = if pass % 2 == 0 { (0..count).collect() } else { (0..count).rev().collect() };
        for at in order {
            let beside =
                if pass % 2 == 0 { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < count) };
            if let Some(beside) = beside {
                sort(&mut columns, at, beside, &lines);
            }
        }
    }
    place(shapes.len(), &columns, &lines)
}

fn column(shapes: &[Shape], index: usize) -> usize {
    shapes.get(index).map_or(0, |shape| shape.column)
}

fn fill(shapes: &[Shape], lines: &[(usize, usize)], at: usize) -> Column {
    let steps =
        shapes.iter().enumerate().filter(|(_, shape)| shape.column == at).map(|(index, _)| Item::Step(index));
    let passing = lines
        .iter()
        .enumerate()
        .filter(|(_, (from, to))| column(shapes, *from) < at && at < column(shapes, *to))
        .map(|(index, _)| Item::Lane(index));
    Column { items: steps.chain(passing).collect() }
}

/// Sorts one column by the mean place of what its items are joined to in the column beside it.
fn sort(columns: &mut [Column], at: usize, beside: usize, lines: &[(usize, usize)]) {
    let Some(neighbours) = columns.get(beside) else {
        return;
    };
    let row_of = |item: Item| neighbours.items.iter().position(|one| *one == item);
    let weight = |item: Item, own: usize| {
        let joined: Vec<usize> = lines
            .iter()
            .enumerate()
            .filter_map(|(index, (from, to))| {
                let touches = match item {
                    Item::Lane(lane) => lane == index,
                    Item::Step(step) if beside < at => *to == step,
                    Item::Step(step) => *from == step,
                };
                let other = if beside < at { *from } else { *to };
                touches.then(|| row_of(Item::Lane(index)).or_else(|| row_of(Item::Step(other)))).flatten()
            })
            .collect();
        if joined.is_empty() {
            return small(own);
        }
        joined.iter().copied().map(small).sum::<f64>() / small(joined.len())
    };
    let Some(here) = columns.get(at) else { return };
    let mut weighed: Vec<(f64, Item)> =
        here.items.iter().enumerate().map(|(own, item)| (weight(*item, own), *item)).collect();
    weighed.sort_by(|one, other| one.0.total_cmp(&other.0));
    if let Some(here) = columns.get_mut(at) {
        here.items = weighed.into_iter().map(|(_, item)| item).collect();
    }
}

/// A count as a number to calculate with; counts here are far below the limit.
fn small(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn place(steps: usize, columns: &[Column], lines: &[(usize, usize)]) -> Layout {
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
            Line { from: *from, to: *to, path: path(&points) }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps by id with what they need; the columns as the domain gives them.
    fn shapes(steps: &[(&str, &[&str])]) -> Vec<Shape> {
        let steps: Vec<_> = steps
            .iter()
            .map(|(id, needs)| serde_json::json!({ "id": id, "needs": needs, "wait": { "for": "1s" } }))
            .collect();
        let definition = serde_json::json!({ "name": "x", "kind": "global", "steps": steps });
        Shape::all(&serde_json::from_value(definition).unwrap())
    }

    #[test]
    fn a_chain_runs_from_left_to_right_on_one_line() {
        let layout = lay_out(&shapes(&[("a", &[]), ("b", &["a"]), ("c", &["b"])]));
        let (xs, ys): (Vec<f64>, Vec<f64>) = layout.places.iter().copied().unzip();
        assert!(xs.is_sorted() && xs[0] < xs[1] && xs[1] < xs[2]);
        assert!(ys.iter().all(|y| (y - ys[0]).abs() < 0.01));
        assert_eq!(layout.lines.len(), 2);
        assert_eq!(layout.lines[0].path, "M188.0 29.0 L232.0 29.0");
    }

    #[test]
    fn a_need_that_follows_from_another_has_no_line_of_its_own() {
        let layout = lay_out(&shapes(&[("a", &[]), ("b", &["a"]), ("c", &["a", "b"])]));
        let ends: Vec<(usize, usize)> = layout.lines.iter().map(|line| (line.from, line.to)).collect();
        assert_eq!(ends, [(0, 1), (1, 2)]);
    }

    #[test]
    fn steps_side_by_side_do_not_cover_each_other_and_lie_inside_the_drawing() {
        let layout = lay_out(&shapes(&[
            ("a", &[]),
            ("b", &[]),
            ("c", &[]),
            ("d", &["a"]),
            ("e", &["d", "b"]),
            ("f", &["c", "e"]),
        ]));
        for (index, one) in layout.places.iter().enumerate() {
            assert!(one.0 >= 0.0 && one.0 + WIDTH <= layout.width, "{one:?}");
            assert!(one.1 >= 0.0 && one.1 + HEIGHT <= layout.height, "{one:?}");
            for other in layout.places.iter().skip(index + 1) {
                let apart = (one.0 - other.0).abs() >= WIDTH || (one.1 - other.1).abs() >= HEIGHT;
                assert!(apart, "{one:?} covers {other:?}");
            }
        }
    }

    #[test]
    fn a_line_past_a_column_keeps_clear_of_the_steps_in_it() {
        let shapes = shapes(&[("a", &[]), ("b", &[]), ("c", &["b"]), ("d", &["a", "c"])]);
        let layout = lay_out(&shapes);
        let passing = layout.lines.iter().find(|line| line.from == 0).unwrap();
        let (x, y) = layout.places[2];
        let lane = points(&passing.path).into_iter().find(|(at, _)| (at - x).abs() < 0.01).unwrap().1;
        assert!(lane < y || lane > y + HEIGHT, "{} meets {:?}", passing.path, (x, y));
    }

    /// The coordinates that a path names.
    fn points(path: &str) -> Vec<(f64, f64)> {
        let numbers: Vec<f64> =
            path.split([' ', 'M', 'L', 'C']).filter_map(|number| number.parse().ok()).collect();
        numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect()
    }

    #[test]
    fn two_pairs_of_steps_do_not_cross() {
        let layout = lay_out(&shapes(&[("a", &[]), ("b", &[]), ("c", &["b"]), ("d", &["a"])]));
        let y = |index: usize| layout.places[index].1;
        assert_eq!(y(0) < y(1), y(3) < y(2), "{:?}", layout.places);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(lay_out(&[]).places, []);
    }
}
