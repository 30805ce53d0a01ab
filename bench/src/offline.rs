//! Windows on a real server: from the start to `offline`, from `lull ctl reopen` to `open`, and how long a database that
//! hangs keeps a window from beginning.

use domain::maintenance::Phase;

use crate::cluster::Cluster;
use crate::database::Kind;
use crate::measure::{Sample, Table, now, wall};
use crate::server::Lull;
use crate::status::{Told, Watch};

const WINDOWS: usize = 10;
/// Each takes about as long as the deadline.
const HANGS: usize = 3;

pub async fn measure(table: &mut Table) {
    for kind in Kind::all() {
        if let Err(error) = windows(table, &kind).await {
            table.note(format!("windows, {}", kind.name()), format!("could not be measured: {error}"));
        }
        if matches!(kind, Kind::Postgres(_))
            && let Err(error) = hung(table).await
        {
            table.note("windows of a database that hangs", format!("could not be measured: {error}"));
        }
    }
}

async fn windows(table: &mut Table, kind: &Kind) -> Result<(), String> {
    let database = kind.fresh().await.map_err(|error| error.to_string())?;
    let lull = Lull::on(database.as_deref()).await?;
    let mut watch = Watch::on(&lull.url).await?;
    let (mut closing, mut opening) = (Sample::default(), Sample::default());
    let (mut command, mut after) = (Sample::default(), Sample::default());
    let mut verified = 0;
    for _ in 0..WINDOWS {
        lull.ctl(&["offline", "--for", "1h"])?;
        closing.add(ms_from_its_start(&watch.until(Phase::Offline).await?)?);
        let one = now();
        let facts = lull.ctl(&["status"])?;
        command.add_time(one.elapsed());
        verified += usize::from(facts.contains("no descriptor of it is open"));
        let called = wall();
        lull.ctl(&["reopen"])?;
        let returned = wall();
        let open = watch.until(Phase::Open).await?.arrived;
        opening.add_time(open.since(called).to_std());
        after.add_time(open.since(returned).to_std());
    }
    let name = format!("{}, idle", kind.name());
    let met = closing.most() <= 1_000.0;
    table.row(format!("start of a window to offline, ms, {name}"), closing.to_string(), "most ≤ 1000", met);
    let (measured, met) = (format!("{verified} of {WINDOWS}"), verified == WINDOWS);
    table.row(format!("of them closed and seen to be, {name}"), measured, "all", met);
    table.note(format!("lull ctl status, which asks only, ms, {name}"), command.to_string());
    let met = opening.most() <= 1_000.0;
    table.row(format!("lull ctl reopen to open, ms, {name}"), opening.to_string(), "most ≤ 1000", met);
    table.note(format!("of it after the command had returned, ms, {name}"), after.to_string());
    Ok(())
}

/// The database answers nothing from shortly before the start on.
async fn hung(table: &mut Table) -> Result<(), String> {
    let cluster = Cluster::start().await?;
    let lull = Lull::on(Some(&cluster.url)).await?;
    let mut watch = Watch::on(&lull.url).await?;
    let mut closing = Sample::default();
    let mut forced = 0;
    for _ in 0..HANGS {
        lull.ctl(&["offline", "--for", "1h"])?;
        cluster.hangs();
        closing.add(ms_from_its_start(&watch.until(Phase::Offline).await?)?);
        forced += usize::from(lull.ctl(&["status"])?.contains("by force"));
        cluster.goes_on();
        lull.ctl(&["reopen"])?;
        watch.until(Phase::Open).await?;
    }
    let met = closing.most() <= 10_000.0;
    let what = "start of a window to offline, ms, PostgreSQL, hung";
    table.row(what, closing.to_string(), "most ≤ 10000", met);
    table.note("of them told as closed by force", format!("{forced} of {HANGS}"));
    Ok(())
}

/// Milliseconds from the start of the window, which is when its hold came into force: it has no time to drain.
fn ms_from_its_start(offline: &Told) -> Result<f64, String> {
    let start = offline.status.maintenance.since.ok_or("the status does not tell since when")?;
    Ok(offline.arrived.since(start).to_std().as_secs_f64() * 1_000.0)
}
