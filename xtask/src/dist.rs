//! The one self-contained executable: `cargo xtask dist`.

use crate::build::{self, Finish};
use crate::cargo::Cargo;
use crate::needs::{self, Wants};
use crate::node;
use crate::place::Place;
use crate::say;
use crate::trouble::{Done, Trouble, While};

/// Makes `target/dist/lull` with all size passes, and tries it in a browser.
pub(crate) fn dist(place: &Place) -> Done {
    // The server embeds the site from there, wherever other builds go.
    let place = &place.with_own_builds();
    needs::meet(place, Wants::Dist)?;
    build::site(place, Finish::Small)?;
    let server = ["-p", "server", "--bin", "lull", "--features", "embed", "--profile", "dist"];
    Cargo::new(place, "build").args(server).aloud()?;
    let lull = place.target.join("dist/lull");
    let size = std::fs::metadata(&lull).while_doing(format!("read {}", lull.display()))?.len();
    say::line(format_args!("{} ({} MB)", lull.display(), size / 1_000_000));
    smoke(place)
}

/// Starts the executable away from the checkout and opens its first page.
fn smoke(place: &Place) -> Done {
    let chromium = needs::chromium().ok_or_else(|| Trouble::new("there is no Chromium"))?;
    let script = place.root.join("xtask/smoke.mjs");
    node::with_node(place, "node")?
        .arg(script)
        .env("LULL_BIN", place.target.join("dist/lull"))
        .env("CHROMIUM", chromium)
        .within(&place.root)
        .aloud()
}
