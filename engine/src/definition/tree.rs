//! A document as a tree whose every node knows its place.

/// A place in a text: line and column, both from 1.
pub(super) type Place = (u32, u32);

/// One value of a document.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) value: Value,
    /// Absent for what came as JSON.
    pub(super) place: Option<Place>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Text(String),
    /// As it was written: `1.10` stays `1.10` where a text is wanted.
    Number(String),
    Bool(bool),
    List(Vec<Node>),
    /// In the order of the document, duplicates included.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) place: Option<Place>,
}

impl Value {
    /// What it is, for messages: "found a list".
    pub(super) const fn words(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

impl Key {
    /// Stands for a key that is a mapping or a list itself: `{{ x }}` without quotes is a mapping with such a key.
    pub(super) const BRACES: &'static str = "{…}";
}
