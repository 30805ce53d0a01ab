//! Finds the word that was probably meant.

/// The known word nearest to `word`, if it is near enough to be a slip of the fingers.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word = word.to_ascii_lowercase().replace('-', "_");
    if word.len() > 40 {
        return None;
    }
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    known
        .iter()
        .map(|one| (distance(&word, one), *one))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, one)| one)
}

/// Edits between two words: a letter more, less, another, or two swapped.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let other = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + other);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["needs", "when", "timeout", "run_process"];
        assert_eq!(nearest("need", &known), Some("needs"));
        assert_eq!(nearest("tiemout", &known), Some("timeout"));
        assert_eq!(nearest("run-process", &known), Some("run_process"));
        assert_eq!(nearest("colour", &known), None);
    }
}
