//! One function for each shape of setting; an error says what to write instead.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;

use super::{LogFormat, MetricsAccess};

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    let wrong = || format!("\"{text}\" is not an address: write it like 127.0.0.1:3000 or [::]:3000");
    if let Ok(addr) = text.parse() {
        return Ok(addr);
    }
    // Of names, only this one means the same everywhere.
    if text.starts_with("localhost:") {
        return text.to_socket_addrs().ok().and_then(|mut found| found.next()).ok_or_else(wrong);
    }
    Err(wrong())
}

pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    if text.trim().is_empty() { Err("the path is empty".to_owned()) } else { Ok(PathBuf::from(text)) }
}

pub(super) fn database(text: &str) -> Result<String, String> {
    let known = ["postgres://", "postgresql://", "sqlite:"];
    if known.iter().any(|start| text.starts_with(start)) {
        Ok(text.to_owned())
    } else {
        // The text is not repeated: it may hold a password.
        Err("it must begin with postgres:// or sqlite:".to_owned())
    }
}

pub(super) fn password(text: &str) -> Result<String, String> {
    let length = text.chars().count();
    if (10..=256).contains(&length) {
        Ok(text.to_owned())
    } else {
        Err(format!("a password has 10 to 256 characters; this one has {length}"))
    }
}

pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(format!("\"{text}\" is neither true nor false")),
    }
}

pub(super) fn log_filter(text: &str) -> Result<String, String> {
    tracing_subscriber::EnvFilter::try_new(text).map(|_| text.to_owned()).map_err(|error| {
        format!("\"{text}\" is not a log filter ({error}): write it like info or lull=debug,info")
    })
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "human" => Ok(LogFormat::Human),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("\"{text}\" is neither human nor json")),
    }
}

pub(super) fn smtp(text: &str) -> Result<String, String> {
    if text.starts_with("smtp://") || text.starts_with("smtps://") {
        Ok(text.to_owned())
    } else {
        Err("it must begin with smtp:// or smtps://".to_owned())
    }
}

pub(super) fn metrics(text: &str) -> Result<MetricsAccess, String> {
    match text {
        "loopback" => Ok(MetricsAccess::Loopback),
        "open" => Ok(MetricsAccess::Open),
        "token" => Ok(MetricsAccess::Token),
        _ => Err(format!("\"{text}\" is none of loopback, open and token")),
    }
}

pub(super) fn number(text: &str, least: u64, most: u64) -> Result<u64, String> {
    text.parse::<u64>()
        .ok()
        .filter(|n| (least..=most).contains(n))
        .ok_or_else(|| format!("\"{text}\" is not a whole number from {least} to {most}"))
}

pub(super) fn small(text: &str, least: u32, most: u32) -> Result<u32, String> {
    number(text, u64::from(least), u64::from(most))
        .and_then(|n| u32::try_from(n).map_err(|error| error.to_string()))
}

/// A size in bytes: `1048576`, `64 MiB`, `64MB`. From 64 KiB to 64 GiB.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("\"{text}\" is not a size from 1 KiB to 64 GiB: write it like 64 MiB");
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let times: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kib" | "k" => 1 << 10,
        "mib" | "m" => 1 << 20,
        "gib" | "g" => 1 << 30,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        _ => return Err(wrong()),
    };
    number
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(times))
        .filter(|n| (1 << 10..=64 << 30).contains(n))
        .ok_or_else(wrong)
}
