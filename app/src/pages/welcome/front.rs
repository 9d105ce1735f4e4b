//! What both pages for strangers show around their form.

use leptos::prelude::*;

use super::figure::ExampleFigure;
use crate::{
    api::accounts::{LookAround, ServerFacts, about_server},
    components::{Brand, Button, ButtonSize, FormRefusal, Glyph},
    loaded::{Loaded, load},
};

/// The pitch on the left, `children` (the form's card) on the right.
#[component]
pub(super) fn Front(
    /// The other way in, for the bar on top.
    other: AnyView,
    children: ChildrenFn,
) -> impl IntoView {
    let facts = load(|| (), |()| about_server());
    provide_context(facts);
    view! {
        <div class="landing">
            <header class="landing__head">
                <a class="brand" href="/">
                    <Brand/>
                </a>
                {other}
            </header>
            <main id="main">
                <div class="landing__hero">
                    <div class="landing__pitch">
                        <h1 class="landing__headline">"Say what bothers you at work. Watch it become a widget."</h1>
                        <p class="landing__lead">
                            "Describe the problem as you would to a colleague. A few minutes later a live widget takes it off your hands, and the reason stays with it."
                        </p>
                        <Suspense>
                            {move || Suspend::new(async move {
                                facts.await.is_ok_and(|facts| facts.sandbox).then(|| view! { <TryIt/> })
                            })}
                        </Suspense>
                        {ExampleFigure().into_any()}
                    </div>
                    {children()}
                </div>
                <section class="landing__parts" aria-label="What it does">
                    <div class="landing__part">
                        <h2>"It asks about the problem"</h2>
                        <p class="supporting">
                            "One question, “What problem are you solving?”, and a widget with your live data from GitHub or Stripe."
                        </p>
                    </div>
                    <div class="landing__part">
                        <h2>"It remembers why"</h2>
                        <p class="supporting">
                            "Each widget keeps your own sentence and what you wanted it to save, and asks you later whether it helped."
                        </p>
                    </div>
                    <div class="landing__part">
                        <h2>"It says where data comes from"</h2>
                        <p class="supporting">
                            "Every card shows its age. Old, failed and sample data are labelled; they never pass for the real thing."
                        </p>
                    </div>
                </section>
                <footer class="landing__foot meta">
                    <span>"Runs on this server. Version "{env!("CARGO_PKG_VERSION")}</span>
                    <span>"Open source, MIT or Apache-2.0"</span>
                </footer>
            </main>
        </div>
    }
}

/// "to dashboard.tidewell.example", under a form's title.
#[component]
pub(super) fn OnHost(
    /// "to", "on".
    word: &'static str,
) -> impl IntoView {
    let facts = expect_context::<Loaded<Result<ServerFacts, crate::api::ApiError>>>();
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                facts.await.ok().map(|facts| view! { <p class="supporting">{word}" "{facts.host}</p> })
            })}
        </Suspense>
    }
}

#[component]
fn TryIt() -> impl IntoView {
    let look_around = ServerAction::<LookAround>::new();
    let refusal = Signal::derive(move || look_around.value().get().and_then(Result::err));
    view! {
        <ActionForm action=look_around attr:class="landing__try">
            <Button size=ButtonSize::Large icon=Glyph::Compass submits=true busy=look_around.pending()>
                "Look around with sample data"
            </Button>
            <span class="meta">"No account, nothing to install, nothing is sent."</span>
            <FormRefusal error=refusal/>
        </ActionForm>
    }
}
