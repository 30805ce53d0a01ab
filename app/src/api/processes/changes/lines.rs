//! Compares two texts by their lines: the longest sequence of lines that both have stays.

use super::Line;

/// How many unchanged lines stand around a change.
const AROUND: usize = 3;
/// Most pairs of lines that are compared; beyond it the middle counts as replaced as a whole.
const MOST: usize = 4_000_000;

/// The lines of both, unchanged stretches shortened.
pub(super) fn compare(earlier: &str, later: &str) -> Vec<Line> {
    let (old, new): (Vec<&str>, Vec<&str>) = (earlier.lines().collect(), later.lines().collect());
    let same = |(one, other): &(&&str, &&str)| one == other;
    let head = old.iter().zip(&new).take_while(same).count();
    let room = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(room).take_while(same).count();
    let mut lines: Vec<Line> = old[..head].iter().map(|line| kept(line)).collect();
    middle(&old[head..old.len() - tail], &new[head..new.len() - tail], &mut lines);
    lines.extend(old[old.len() - tail..].iter().map(|line| kept(line)));
    shorten(lines)
}

fn kept(line: &str) -> Line {
    Line::Same(line.to_owned())
}

fn middle(old: &[&str], new: &[&str], lines: &mut Vec<Line>) {
    let gone = |line: &&str| Line::Gone((*line).to_owned());
    let added = |line: &&str| Line::New((*line).to_owned());
    let columns = new.len() + 1;
    if old.len().saturating_mul(new.len()) > MOST {
        lines.extend(old.iter().map(gone));
        lines.extend(new.iter().map(added));
        return;
    }
    // longest[i][j]: how many lines old[i..] and new[j..] have in common, in order.
    let mut longest = vec![0_u32; (old.len() + 1) * columns];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * columns + j] = if old[i] == new[j] {
                longest[(i + 1) * columns + j + 1] + 1
            } else {
                longest[(i + 1) * columns + j].max(longest[i * columns + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            lines.push(kept(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * columns + j] >= longest[i * columns + j + 1] {
            lines.push(gone(&old[i]));
            i += 1;
        } else {
            lines.push(added(&new[j]));
            j += 1;
        }
    }
    lines.extend(old[i..].iter().map(gone));
    lines.extend(new[j..].iter().map(added));
}

fn shorten(lines: Vec<Line>) -> Vec<Line> {
    let changed: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !matches!(line, Line::Same(_)))
        .map(|(at, _)| at)
        .collect();
    let near = |at: usize| {
        let next = changed.partition_point(|changed| *changed < at);
        let close = |one: Option<&usize>| one.is_some_and(|one| one.abs_diff(at) <= AROUND);
        close(changed.get(next)) || next.checked_sub(1).is_some_and(|before| close(changed.get(before)))
    };
    let mut out: Vec<Line> = Vec::new();
    for (at, line) in lines.into_iter().enumerate() {
        if near(at) {
            out.push(line);
        } else if let Some(Line::Skipped(count)) = out.last_mut() {
            *count += 1;
        } else {
            out.push(Line::Skipped(1));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(earlier: &str, later: &str) -> String {
        compare(earlier, later)
            .into_iter()
            .map(|line| match line {
                Line::Same(text) => format!(" {text}\n"),
                Line::Gone(text) => format!("-{text}\n"),
                Line::New(text) => format!("+{text}\n"),
                Line::Skipped(count) => format!("~{count}\n"),
            })
            .collect()
    }

    #[test]
    fn a_changed_line_stands_between_its_neighbours() {
        let earlier = "a\nb\nc\nd\ne\nf\ng\nh\ni";
        let later = "a\nb\nc\nd\nE\nf\ng\nh\ni";
        assert_eq!(told(earlier, later), "~1\n b\n c\n d\n-e\n+E\n f\n g\n h\n~1\n");
    }

    #[test]
    fn added_and_removed_lines_are_told_apart() {
        assert_eq!(told("a\nb", "a\nx\nb"), " a\n+x\n b\n");
        assert_eq!(told("a\nx\nb", "a\nb"), " a\n-x\n b\n");
        assert_eq!(told("", "a"), "+a\n");
        assert_eq!(told("same\ntext", "same\ntext"), "~2\n");
    }

    #[test]
    fn every_line_of_both_is_accounted_for() {
        let earlier: String = (0..300).map(|n| format!("{}\n", n * 7 % 31)).collect();
        let later: String = (0..280).map(|n| format!("{}\n", n * 5 % 29)).collect();
        let lines = compare(&earlier, &later);
        let count = |wanted: fn(&Line) -> usize| lines.iter().map(wanted).sum::<usize>();
        let same = count(|line| match line {
            Line::Same(_) => 1,
            Line::Skipped(count) => *count,
            Line::Gone(_) | Line::New(_) => 0,
        });
        assert_eq!(same + count(|line| usize::from(matches!(line, Line::Gone(_)))), 300);
        assert_eq!(same + count(|line| usize::from(matches!(line, Line::New(_)))), 280);
    }
}
