use super::*;
use proptest::prelude::*;

fn masker(secrets: &[&str]) -> Masker {
    Masker::new(&secrets.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>())
}

fn in_pieces(secrets: &[&str], pieces: &[&[u8]]) -> Vec<u8> {
    let mut masker = masker(secrets);
    let mut out = Vec::new();
    for piece in pieces {
        masker.push(piece, &mut out);
    }
    masker.finish(&mut out);
    out
}

#[test]
fn a_secret_split_over_pieces_is_masked() {
    let out = in_pieces(&["hunter22"], &[b"pw=hun", b"t", b"er22;"]);
    assert_eq!(out, b"pw=***;");
}

#[test]
fn only_a_possible_beginning_is_held_back() {
    let mut masker = masker(&["hunter22"]);
    let mut out = Vec::new();
    masker.push(b"no secret here, but hunt", &mut out);
    assert_eq!(out, b"no secret here, but ");
    masker.push(b"ing", &mut out);
    assert_eq!(out, b"no secret here, but hunting");
}

#[test]
fn overlapping_secrets_are_covered_together() {
    assert_eq!(in_pieces(&["abcde", "defgh"], &[b"-abcdefgh-"]), b"-***-");
    assert_eq!(in_pieces(&["abcde", "defgh"], &[b"-abcde", b"fgh-"]), b"-***-");
}

#[test]
fn a_secret_cut_off_by_the_end_is_masked() {
    assert_eq!(in_pieces(&["hunter22"], &[b"pw=hunter2"]), b"pw=***");
}

#[test]
fn each_line_of_a_secret_and_its_encodings_are_masked() {
    let secret = "first-line of it\nsecond \"line\" & more";
    let whole = "Zmlyc3QtbGluZSBvZiBpdApzZWNvbmQgImxpbmUiICYgbW9yZQ==";
    for shown in [
        "first-line of it",
        "second \"line\" & more",
        "second \\\"line\\\" & more",
        "second%20%22line%22%20%26%20more",
        "second+%22line%22+%26+more",
        "second &quot;line&quot; &amp; more",
        whole,
    ] {
        let out = in_pieces(&[secret], &[shown.as_bytes()]);
        let out = String::from_utf8(out).unwrap();
        assert!(out.starts_with("***") && out.len() <= 6, "{shown} became {out}");
    }
}

#[test]
fn basic_authorization_hides_the_password() {
    // user:hunter22-and-more, at each offset of the password.
    for header in
        ["dTpodW50ZXIyMi1hbmQtbW9yZQ==", "dXM6aHVudGVyMjItYW5kLW1vcmU=", "dXNlOmh1bnRlcjIyLWFuZC1tb3Jl"]
    {
        let out = in_pieces(&["hunter22-and-more"], &[header.as_bytes()]);
        assert!(String::from_utf8(out.clone()).unwrap().contains("***"), "{header}: {out:?}");
    }
}

#[test]
fn values_under_three_bytes_are_left_alone() {
    assert_eq!(in_pieces(&["a", "", "\n", "ab"], &[b"a ab b"]), b"a ab b");
}

proptest! {
    /// Whatever the pieces, the result is that of the whole, up to the cut-off end.
    #[test]
    fn pieces_make_no_difference(
        text in proptest::collection::vec(prop_oneof![Just(b'a'), Just(b'b'), Just(b'c')], 0..60),
        cuts in proptest::collection::vec(0usize..60, 0..8),
    ) {
        let secrets = ["abc", "bcab", "aaaa", "cabcab", "bbb"];
        let whole = in_pieces(&secrets, &[&text]);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(text.len())).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|w| &text[w[0]..w[1]]).collect();
        prop_assert_eq!(in_pieces(&secrets, &pieces), whole);
    }

    /// No secret is left in what comes out.
    #[test]
    fn no_secret_comes_through(
        text in proptest::collection::vec(prop_oneof![Just(b'a'), Just(b'b'), Just(b'c')], 0..60),
    ) {
        let secrets = ["abc", "bcab", "aaaa"];
        let out = in_pieces(&secrets, &[&text]);
        for secret in secrets {
            prop_assert!(!out.windows(secret.len()).any(|w| w == secret.as_bytes()));
        }
    }
}

#[test]
fn a_secret_is_masked_as_urls_show_it() {
    let secret = "P&ss =+{x}'<ü>#1?";
    for shown in [
        "P&ss%20=+%7Bx%7D'%3C%C3%BC%3E#1?",
        "P&ss%20=+{x}'%3C%C3%BC%3E#1?",
        "P&ss%20=+{x}%27%3C%C3%BC%3E#1?",
        "p&ss =+{x}'<ü>#1?",
    ] {
        let out = in_pieces(&[secret], &[b"GET http://example.org/", shown.as_bytes()]);
        assert_eq!(String::from_utf8(out).unwrap(), "GET http://example.org/***", "{shown}");
    }
}
