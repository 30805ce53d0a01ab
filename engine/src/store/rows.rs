//! Rows that are added together: one statement for each table, one call of the database for all of them.

use std::fmt::Write as _;

use super::Param;

/// Where rows are added.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, separated by commas.
    pub columns: &'static str,
}

/// Rows that wait to be written, by table, in the order in which the tables came.
#[derive(Debug, Default)]
pub(super) struct Added(Vec<(&'static Table, Vec<Vec<Param>>)>);

/// Some of them as one call.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) sql: String,
    pub(super) params: Vec<Param>,
    /// Whether it is worth keeping prepared: it comes again, as few rows come often.
    pub(super) is_usual: bool,
}

/// The most values of one call; SQLite takes 32,766, PostgreSQL 65,535.
const VALUES: usize = 16_000;
/// Calls with more rows than this are too rare to be kept prepared.
const USUAL: usize = 32;

impl Added {
    pub(super) fn add(&mut self, table: &'static Table, values: Vec<Param>) {
        match self.0.iter_mut().find(|(known, _)| std::ptr::eq(*known, table)) {
            Some((_, rows)) => rows.push(values),
            None => self.0.push((table, vec![values])),
        }
    }

    /// Takes them out. Rows may refer to rows of a table that came before theirs.
    pub(super) fn take(&mut self, is_postgres: bool) -> Vec<Batch> {
        let (mut batches, mut parts, mut values) = (Vec::new(), Vec::new(), 0);
        for (table, rows) in std::mem::take(&mut self.0) {
            let mut some = Vec::new();
            for row in rows {
                if values + row.len() > VALUES {
                    parts.push((table, std::mem::take(&mut some)));
                    batches.push(batch(std::mem::take(&mut parts), is_postgres));
                    values = 0;
                }
                values += row.len();
                some.push(row);
            }
            parts.push((table, some));
        }
        batches.push(batch(parts, is_postgres));
        batches.retain(|batch| !batch.params.is_empty());
        batches
    }
}

type Part = (&'static Table, Vec<Vec<Param>>);

/// SQLite takes several statements in one call; PostgreSQL takes one, which may write to several tables and looks
/// at references at its end.
fn batch(parts: Vec<Part>, is_postgres: bool) -> Batch {
    let mut params = Vec::new();
    let mut count = 0;
    let mut statements = Vec::with_capacity(parts.len());
    for (table, rows) in parts.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        let mut sql = format!("INSERT INTO {} ({}) VALUES ", table.name, table.columns);
        for (place, row) in rows.into_iter().enumerate() {
            count += 1;
            sql.push_str(if place == 0 { "(" } else { ", (" });
            for (place, value) in row.into_iter().enumerate() {
                params.push(value);
                let comma = if place == 0 { "" } else { ", " };
                // SQLite finds a numbered one by walking through all their names.
                let _ = match is_postgres {
                    true => write!(sql, "{comma}${}", params.len()),
                    false => write!(sql, "{comma}?"),
                };
            }
            sql.push(')');
        }
        statements.push(sql);
    }
    let sql = match statements.split_last() {
        Some((last, before)) if is_postgres && !before.is_empty() => {
            let named = before.iter().enumerate().map(|(place, sql)| format!("added_{place} AS ({sql})"));
            format!("WITH {} {last}", named.collect::<Vec<_>>().join(", "))
        }
        _ => statements.join("; "),
    };
    Batch { sql, params, is_usual: count <= USUAL }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params;

    static ONE: Table = Table { name: "one", columns: "a, b" };
    static TWO: Table = Table { name: "two", columns: "c" };

    fn added() -> Added {
        let mut added = Added::default();
        added.add(&ONE, params!["x", 1_i64]);
        added.add(&TWO, params![true]);
        added.add(&ONE, params!["y", 2_i64]);
        added
    }

    #[test]
    fn rows_of_a_table_come_together_and_tables_in_their_order() {
        let sqlite = added().take(false);
        assert_eq!(sqlite.len(), 1);
        assert_eq!(
            sqlite[0].sql,
            "INSERT INTO one (a, b) VALUES (?, ?), (?, ?); INSERT INTO two (c) VALUES (?)"
        );
        assert_eq!(sqlite[0].params.len(), 5);
        let postgres = added().take(true);
        assert_eq!(
            postgres[0].sql,
            "WITH added_0 AS (INSERT INTO one (a, b) VALUES ($1, $2), ($3, $4)) INSERT INTO two (c) VALUES ($5)"
        );
    }

    #[test]
    fn too_many_values_for_one_call_are_several() {
        let mut added = Added::default();
        for _ in 0..VALUES {
            added.add(&ONE, params!["x", 1_i64]);
        }
        added.add(&TWO, params![true]);
        let batches = added.take(true);
        let counts: Vec<usize> = batches.iter().map(|batch| batch.params.len()).collect();
        assert_eq!(counts, [VALUES, VALUES, 1]);
        assert!(batches.iter().all(|batch| batch.params.len() <= VALUES));
        assert!(added.take(true).is_empty(), "they are taken out once");
    }
}
