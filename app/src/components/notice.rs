//! A word to whoever looks: an icon, a tone, a sentence.

use leptos::prelude::*;

use crate::components::badge::Tone;
use crate::components::icon::{Glyph, Icon};

/// Says something beside the page's content.
#[component]
pub fn Notice(tone: Tone, children: Children) -> impl IntoView {
    let (class, glyph) = match tone {
        Tone::Good => ("notice notice-good", Glyph::Tick),
        Tone::Held => ("notice notice-held", Glyph::Clock),
        Tone::Bad => ("notice notice-bad", Glyph::Mind),
        Tone::Plain | Tone::Active => ("notice", Glyph::Clock),
    };
    view! {
        <div class=class>
            <Icon glyph/>
            <div>{children()}</div>
        </div>
    }
}
