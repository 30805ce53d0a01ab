//! Which step comes after which.

use std::collections::HashMap;

use super::Definition;

/// The steps of a definition as a graph over their positions; unknown and duplicate ids are left out.
#[derive(Clone, Debug)]
pub struct Graph<'a> {
    ids: Vec<&'a str>,
    position: HashMap<&'a str, usize>,
    needs: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    /// Reads the graph of a definition.
    #[must_use]
    pub fn of(definition: &'a Definition) -> Self {
        let ids: Vec<&str> = definition.steps.iter().map(|step| step.id.as_str()).collect();
        let mut position = HashMap::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            position.entry(*id).or_insert(index);
        }
        let needs = definition
            .steps
            .iter()
            .map(|step| step.needs.iter().filter_map(|id| position.get(id.as_str()).copied()).collect())
            .collect();
        Self { ids, position, needs }
    }

    /// The position of a step in the definition.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.position.get(id).copied()
    }

    /// The positions of the steps that the one at `index` needs, itself not followed further.
    #[must_use]
    pub fn needs(&self, index: usize) -> &[usize] {
        self.needs.get(index).map_or(&[], Vec::as_slice)
    }

    /// For each position whether that step must have ended before the one at `index` begins.
    #[must_use]
    pub fn upstream(&self, index: usize) -> Vec<bool> {
        let mut seen = vec![false; self.ids.len()];
        let mut open: Vec<usize> = self.needs(index).to_vec();
        while let Some(next) = open.pop() {
            if !std::mem::replace(&mut seen[next], true) {
                open.extend_from_slice(self.needs(next));
            }
        }
        seen
    }

    /// One cycle, as the ids along it, the first repeated at its end; none when there is no cycle.
    #[must_use]
    pub fn cycle(&self) -> Option<Vec<&'a str>> {
        #[derive(Clone, Copy, PartialEq)]
        enum Mark {
            New,
            Open,
            Done,
        }
        let mut marks = vec![Mark::New; self.ids.len()];
        for start in 0..self.ids.len() {
            if marks[start] != Mark::New {
                continue;
            }
            marks[start] = Mark::Open;
            let mut path = vec![(start, 0_usize)];
            while let Some((at, turn)) = path.last_mut() {
                let Some(&next) = self.needs[*at].get(*turn) else {
                    marks[*at] = Mark::Done;
                    path.pop();
                    continue;
                };
                *turn += 1;
                match marks[next] {
                    Mark::Done => {}
                    Mark::New => {
                        marks[next] = Mark::Open;
                        path.push((next, 0));
                    }
                    Mark::Open => {
                        let along = path.iter().map(|(at, _)| *at).skip_while(|at| *at != next);
                        let mut ids: Vec<&str> = along.map(|at| self.ids[at]).collect();
                        ids.push(self.ids[next]);
                        return Some(ids);
                    }
                }
            }
        }
        None
    }

    /// For each position its column in a drawing: 0 for steps without needs, else one more than the furthest need.
    #[must_use]
    pub fn columns(&self) -> Vec<usize> {
        let count = self.ids.len();
        let mut columns = vec![0; count];
        // With a cycle the columns would grow for ever: one pass a step is enough for every graph without one.
        for _ in 0..count {
            let mut moved = false;
            for index in 0..count {
                let column = self.needs[index].iter().map(|need| columns[*need] + 1).max().unwrap_or(0);
                if column != columns[index] && column < count {
                    columns[index] = column;
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        columns
    }
}
