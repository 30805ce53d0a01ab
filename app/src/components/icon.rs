//! Icons, drawn as attributes so that the content security policy needs no exception.

use leptos::prelude::*;

/// One of the few icons there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Glyph {
    /// A clock: something is coming, or going on.
    Clock,
    /// A tick: done, quiet, safe.
    Tick,
    /// A bar: closed.
    Bar,
    /// A turning arrow: coming back.
    Turn,
    /// A triangle: mind this.
    Mind,
    /// Three lines: the menu.
    Menu,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Clock => "M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4zM10 6v4l2.8 1.8",
            Self::Tick => "M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4zM6.8 10.2l2.3 2.3 4.2-4.8",
            Self::Bar => "M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4zM6.5 10h7",
            Self::Turn => "M16.2 8.2A6.6 6.6 0 1 0 16.4 12M16.6 4.2v4.2h-4.2",
            Self::Mind => "M10 3.2 17.6 16.4H2.4zM10 8v4M10 14.2v.2",
            Self::Menu => "M3 5.5h14M3 10h14M3 14.5h14",
        }
    }
}

/// An icon beside words that say the same; it is hidden from assistive technology.
#[component]
pub fn Icon(#[prop(into)] glyph: Signal<Glyph>) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.6"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d=move || glyph.get().path()/>
        </svg>
    }
}
