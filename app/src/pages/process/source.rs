//! A definition as it was written, with the numbers of its lines.

use leptos::prelude::*;

/// The text, its lines numbered.
#[component]
pub(super) fn Source(source: String) -> impl IntoView {
    let count = source.lines().count().max(1);
    let numbers: String = (1..=count).map(|number| format!("{number}\n")).collect();
    view! {
        <section>
            <h2 id="source">"Source"</h2>
            <div class="source" tabindex="0" role="region" aria-labelledby="source">
                <pre class="source-numbers" aria-hidden="true">{numbers}</pre>
                <pre class="source-text"><code>{source}</code></pre>
            </div>
        </section>
    }
}
