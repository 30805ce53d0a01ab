//! Names that people give, and the letters they may use.

/// Longest name of a process, in characters.
pub const MAX_PROCESS_NAME: usize = 100;
const MAX_WORD: usize = 63;

/// Says what is wrong with a process's name, if anything.
///
/// # Errors
/// Words for people: empty, too long, odd characters, or one that reads as an id.
pub fn check_process_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("a process needs a name".to_owned());
    }
    if name.chars().count() > MAX_PROCESS_NAME {
        return Err(format!("the name is longer than {MAX_PROCESS_NAME} characters"));
    }
    if name.trim() != name {
        return Err("the name begins or ends with a space".to_owned());
    }
    if name.starts_with("proc_") {
        return Err("a name cannot begin with proc_: that is how ids begin".to_owned());
    }
    if let Some(odd) = name.chars().find(|c| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'))) {
        return Err(format!("{odd:?} cannot be in a name: letters, digits, spaces, and - _ . can"));
    }
    if !name.starts_with(char::is_alphanumeric) {
        return Err("a name begins with a letter or a digit".to_owned());
    }
    Ok(())
}

/// Says what is wrong with a step's id: it names a folder on disk, too.
pub(super) fn check_step_id(id: &str) -> Result<(), String> {
    word("an id", id, "letters, digits, - and _", |c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// Says what is wrong with an input's name: expressions read it as `inputs.name`.
pub(super) fn check_input_name(name: &str) -> Result<(), String> {
    word("a name", name, "letters, digits and _", |c| c.is_ascii_alphanumeric() || c == '_')
}

fn word(what: &str, text: &str, letters: &str, may: impl Fn(char) -> bool) -> Result<(), String> {
    if text.is_empty() {
        return Err(format!("{what} cannot be empty"));
    }
    if text.len() > MAX_WORD {
        return Err(format!("{what} has at most {MAX_WORD} characters"));
    }
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(format!("\"{text}\": {what} begins with a letter from a to z"));
    }
    match text.chars().find(|c| !may(*c)) {
        Some(odd) => Err(format!("\"{text}\": {odd:?} cannot be in {what}: {letters} can")),
        None => Ok(()),
    }
}

/// Says what is wrong with the name of an environment variable.
pub(super) fn check_env_name(name: &str) -> Result<(), String> {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !begins || name.len() > 128 || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(format!(
            "\"{name}\" cannot name an environment variable: letters, digits and _ can, a digit not first"
        ));
    }
    if name.starts_with("LULL_") {
        return Err(format!("\"{name}\": names that begin with LULL_ are set by Lull itself"));
    }
    Ok(())
}

/// Says what is wrong with the name of an HTTP header.
pub(super) fn check_header_name(name: &str) -> Result<(), String> {
    let may = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || name.len() > 128 || !name.chars().all(may) {
        return Err(format!("\"{name}\" cannot name an HTTP header"));
    }
    match name.to_ascii_lowercase().as_str() {
        "host" | "content-length" | "transfer-encoding" | "connection" | "upgrade" | "te" | "trailer" => {
            Err(format!("the header {name} is set by Lull itself"))
        }
        _ => Ok(()),
    }
}
