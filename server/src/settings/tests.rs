//! Settings that cannot be used are told by name.

use super::*;

fn told(flags: &[(&'static str, &str)]) -> String {
    let flags: Flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    match Settings::load(&flags) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_setting_that_cannot_be_used_is_named_in_one_line() {
    let told: Vec<String> = [
        ("addr", "here"),
        ("database_url", "mysql://root:secret@db/lull"),
        ("admin_password", "short"),
        ("start_in_maintenance", "maybe"),
        ("external_url", "lull.example.org"),
        ("external_url", "https://example.org/lull"),
        ("trusted_proxies", "10.0.0.0/8, proxy"),
        ("private_targets", "10.0.0.0/33"),
        ("log", "lull=loud"),
        ("log_format", "xml"),
        ("smtp_url", "mail.example.org"),
        ("tls_cert", "/nonexistent.pem"),
        ("parallel_steps", "0"),
        ("session_hours", "twelve"),
        ("log_cap", "64 parsecs"),
        ("keep_days", "-1"),
        ("metrics", "closed"),
        ("config", "/nonexistent.toml"),
    ]
    .map(|pair| told(&[pair]))
    .into();
    assert!(told.iter().all(|line| !line.contains('\n')), "a fault took more than one line: {told:#?}");
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn the_defaults_are_the_contracts() {
    let settings = Settings::load(&Flags::new()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(settings.addr.to_string(), "127.0.0.1:3000");
    assert_eq!(settings.data_dir, PathBuf::from("./data"));
    assert_eq!((settings.session_hours, settings.log_cap), (12, 64 << 20));
    assert_eq!(settings.metrics, MetricsAccess::Loopback);
    assert_eq!(settings.private_targets, engine::http_step::PrivateTargets::default());
    assert!(!settings.start_in_maintenance && !settings.https());
}

#[test]
fn a_flag_wins_over_the_file_and_an_unknown_key_of_the_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lull.toml");
    std::fs::write(&file, "addr = \"127.0.0.1:4000\"\nsession_hours = 3\nstart_in_maintenance = true\n")
        .unwrap();
    let path = file.display().to_string();
    let flags: Flags = [("config", path.clone()), ("addr", "127.0.0.1:5000".to_owned())].into();
    let settings = Settings::load(&flags).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        (settings.addr.port(), settings.session_hours, settings.start_in_maintenance),
        (5000, 3, true)
    );
    std::fs::write(&file, "adress = \"127.0.0.1:4000\"\n").unwrap();
    assert!(told(&[("config", &path)]).contains("\"adress\" is not a setting"));
    std::fs::write(&file, "addr = \n").unwrap();
    assert!(!told(&[("config", &path)]).contains('\n'));
    std::fs::write(&file, "session_hours = 0\n").unwrap();
    assert!(told(&[("config", &path)]).contains(&format!("LULL_SESSION_HOURS (session_hours in {path})")));
}
