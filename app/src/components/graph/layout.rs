//! Where the steps of a process stand in a drawing, and how the lines between them run.

mod order;
mod place;

use domain::process::{Definition, Graph, StepKind};
use serde::{Deserialize, Serialize};

use order::{Column, column, fill, sort};
use place::place;

/// Most steps that are drawn; more are read better as a list.
pub const MOST: usize = 120;
/// A step's box.
pub const WIDTH: f64 = 184.0;
/// A step's box.
pub const HEIGHT: f64 = 50.0;

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

/// A count as a number to calculate with; counts here are far below the limit.
fn small(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
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
        let begins: Vec<usize> = layout.lines.iter().map(|line| line.from).collect();
        assert_eq!(begins, [0, 1]);
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
