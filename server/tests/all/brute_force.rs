//! Ten thousand guesses with made-up addresses (fault 41).

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use crate::harness::{Caller, PASSWORD, World};

/// One guess; how it was answered.
async fn guess(attacker: &Caller, spoofed: String) -> u16 {
    let credentials = json!({"username": "admin", "password": "a wrong guess"});
    // What stands left of the proxy's own entry is the attacker's invention.
    let attacker = attacker.with("x-forwarded-for", &format!("{spoofed}, 203.0.113.9"));
    attacker.post("/api/v1/sessions", credentials).await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_and_the_person_it_is_about_still_gets_in() {
    let world = World::start_with(|settings| settings.trusted_proxies = "127.0.0.1".parse().unwrap()).await;
    let page = world.stranger().with("sec-fetch-site", "same-origin");
    let ada = page.with("x-forwarded-for", "198.51.100.7");
    ada.logs_in("admin", PASSWORD).await;

    let mut guesses = JoinSet::new();
    for task in 0..50 {
        let attacker = page.clone();
        guesses.spawn(async move {
            let mut answers = Vec::new();
            for n in 0..200 {
                answers.push(guess(&attacker, format!("10.{task}.{}.{}", n / 250, n % 250)).await);
            }
            answers
        });
    }
    let mut slowest = Duration::ZERO;
    let mut answers = Vec::new();
    while let Some(some) = guesses.join_next().await {
        answers.extend(some.unwrap());
        #[expect(clippy::disallowed_methods, reason = "the bound is in real time")]
        let began = Instant::now();
        ada.logs_in("admin", PASSWORD).await.get("/api/v1/me").await.is(200);
        slowest = slowest.max(began.elapsed());
    }
    assert_eq!(answers.len(), 10_000);
    let looked_at = answers.iter().filter(|status| **status == 401).count();
    let limited = answers.iter().filter(|status| **status == 429).count();
    assert_eq!(looked_at + limited, 10_000, "every guess was refused");
    assert!(looked_at < 100, "{looked_at} of 10,000 guesses came as far as the password");
    assert!(slowest < Duration::from_secs(5), "the person waited {slowest:?} to get in");
}
