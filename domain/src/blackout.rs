//! Blackouts: planned shutdown windows, from the draft to the last move (rules 27 to 44).
//!
//! A [`BlackoutDraft`] is checked and becomes a [`Plan`]; a [`Series`] is a plan that was saved. With a
//! [`Zone`] a plan resolves to a [`Window`] of instants. An [`Occurrence`] is a window with the [`Stage`]
//! it has reached; [`due`] says which [`Move`] comes next, and people's moves are methods that consume it.

mod ahead;
mod check;
mod close;
mod code;
mod covered;
mod draft;
mod due;
mod edit;
mod feed;
mod illegal;
mod local;
mod moves;
mod near;
mod notes;
mod occurrence;
mod others;
mod overlap;
mod overrun;
mod plan;
mod resolve;
mod rule;
mod scope;
mod series;
mod stage;
mod stragglers;
mod take;
mod told;
mod upcoming;
mod view;
mod window;
mod zone;

pub use ahead::Led;
pub(crate) use check::no_zone;
pub use code::{Exception, SeriesToCome};
pub use covered::Covered;
pub use draft::{BlackoutDraft, DEFAULT_ANNOUNCE_LEAD, DEFAULT_DRAIN_LEAD};
pub use due::{CANCEL_LIMIT, CLOSING_LIMIT, Closed, Facts, due, wakes};
pub use edit::BlackoutEdit;
pub use feed::{announced, closing, coming_next, hold, next_blackout};
pub use illegal::IllegalMove;
pub use local::{BadLocalTime, LocalTime};
pub use near::{Met, Reviewed};
pub use notes::{Clip, Edge, Note};
pub use occurrence::Occurrence;
pub use others::Others;
pub use overlap::{OfflineSpan, Overlap, OverlapKind, closed_spans, overlaps};
pub use overrun::last_reminder;
pub use plan::{Length, Plan, Reach};
pub use resolve::{Resolved, resolve};
pub use scope::{Altered, BadScope, Because, Scope, SeriesDate, SeriesDates, Stays, Tally};
pub use series::Series;
pub use stage::{How, Left, Move, Stage, Why};
pub use stragglers::{AtEnd, Stragglers};
pub use told::told;
pub use upcoming::{Dates, TOLD_DATES, Upcoming};
pub use view::{Blackout, BlastRadius, HitRequest, Overlapping, Preview};
pub use window::Window;
pub use zone::{Local, Zone};

use crate::duration::Span;

/// The longest window, extensions included.
pub const LONGEST: Span = Span::from_secs(30 * 86_400);
/// The longest announce or drain lead.
pub const LONGEST_LEAD: Span = Span::from_secs(90 * 86_400);
/// The longest hard maximum: twice the longest window.
pub const LONGEST_HARD_MAXIMUM: Span = Span::from_secs(60 * 86_400);
/// Saved dates lie within 20 years (rule 28).
pub const FURTHEST: Span = Span::from_secs(7_305 * 86_400);
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 200;
/// The longest message or reason, in characters.
pub const LONGEST_TEXT: usize = 500;
