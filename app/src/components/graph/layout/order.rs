//! Which steps and passing lines stand in a column, and in which order.

use super::{Shape, small};

/// What stands in a column: a step, or a line that passes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Item {
    Step(usize),
    Lane(usize),
}

pub(super) struct Column {
    pub(super) items: Vec<Item>,
}

pub(super) fn column(shapes: &[Shape], index: usize) -> usize {
    shapes.get(index).map_or(0, |shape| shape.column)
}

pub(super) fn fill(shapes: &[Shape], lines: &[(usize, usize)], at: usize) -> Column {
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
pub(super) fn sort(columns: &mut [Column], at: usize, beside: usize, lines: &[(usize, usize)]) {
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
