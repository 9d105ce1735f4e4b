//! What the planner suggests: the intent played back, a widget, what else would fit, or an
//! honest "not yet" with the nearest thing.

use domain::wizard::{Alternative, Discovery, WizardInput, WizardStage, WizardState};
use leptos::prelude::*;

use super::{intent::IntentCard, steps::Step, talk::Talk};
use crate::components::{ButtonKind, ButtonSize, Glyph, Icon, LinkButton, Strip, StripTone};

/// The card with the intent and the suggested widget.
#[component]
pub(super) fn Suggested() -> impl IntoView {
    view! {
        <IntentCard/>
        <AlreadyThere/>
        <Suggestion/>
    }
}

/// What the user is about to get.
#[derive(Clone, PartialEq)]
struct Chosen {
    name: String,
    why: String,
    /// Those that are not chosen now, the first suggestion included.
    others: Vec<Alternative>,
}

fn chosen(state: &WizardState) -> Option<Chosen> {
    let inferred = state.inferred.as_ref()?;
    let mut all = match state.discovery.as_ref()? {
        Discovery::Widget { inferred: first, name, why, alternatives, .. } => {
            let first = Alternative {
                provider: first.provider.clone(),
                kind: first.kind.clone(),
                name: name.clone(),
                why: why.clone(),
            };
            std::iter::once(first).chain(alternatives.iter().cloned()).collect::<Vec<_>>()
        }
        Discovery::Unsupported { nearest, .. } => {
            let nearest = nearest.clone()?;
            let why = "The nearest thing that can be done.".to_owned();
            vec![Alternative { provider: nearest.provider, kind: nearest.kind, name: nearest.name, why }]
        }
    };
    let at = all.iter().position(|one| one.provider == inferred.provider && one.kind == inferred.kind)?;
    let Alternative { name, why, .. } = all.remove(at);
    Some(Chosen { name, why, others: all })
}

#[component]
fn Suggestion() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let chosen = talk.state(|state| chosen(state).filter(|_| state.stage == WizardStage::ProblemDiscovery));

    move || {
        chosen.get().map(|Chosen { name, why, others }| {
            view! {
                <section class="suggestion" aria-labelledby="suggestion-title">
                    <h2 id="suggestion-title" class="label">"A widget for this"</h2>
                    <p class="suggestion__name"><Icon glyph=Glyph::LayoutDashboard/>{name}</p>
                    <p class="supporting">{why}</p>
                    {(!others.is_empty()).then(|| view! {
                        <h3 class="label">"Or rather"</h3>
                        <ul class="alternatives">
                            {others.into_iter().map(|other| view! { <Other other/> }).collect_view()}
                        </ul>
                    })}
                </section>
            }
        })
    }
}

#[component]
fn Other(other: Alternative) -> impl IntoView {
    let Alternative { provider, kind, name, why } = other;
    view! {
        <li class="alternative">
            <Step input=WizardInput::ChooseAlternative { provider, kind }>{name}</Step>
            <span class="supporting">{why}</span>
        </li>
    }
}

/// "You already have a widget for this."
#[component]
fn AlreadyThere() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let already = talk.stored(|conversation| {
        conversation.already.clone().filter(|_| conversation.state.stage == WizardStage::ProblemDiscovery)
    });
    move || {
        already.get().map(|already| view! {
            <Strip
                tone=StripTone::Info
                icon=Glyph::CheckCheck
                title="You have a widget for this."
                detail=format!("{} stands on your dashboard. Extend it, or go on for a second one.", already.name)
            >
                <LinkButton href=format!("/widgets/{}/edit", already.widget) size=ButtonSize::Small>"Extend it"</LinkButton>
                <LinkButton href=format!("/dashboard#widget-{}", already.widget) size=ButtonSize::Small kind=ButtonKind::Quiet>"Show it"</LinkButton>
            </Strip>
        })
    }
}

/// "Does this sound right?", or what can be done instead.
#[component]
pub(super) fn Confirming() -> impl IntoView {
    let talk = expect_context::<Talk>();
    let can_confirm = talk.can(WizardInput::Confirm);
    let nearest = talk.state(|state| match (&state.discovery, &state.inferred) {
        (Some(Discovery::Unsupported { nearest, .. }), None) => Some(nearest.clone()),
        _ => None,
    });

    view! {
        {move || can_confirm.get().then(|| view! {
            <section class="open-step" aria-labelledby="confirm-title">
                <h2 id="confirm-title" class="section-title" tabindex="-1" data-open-step>"Does this sound right?"</h2>
                <p class="supporting">"Change any line above, or go on."</p>
                <div class="open-step__actions">
                    <Step input=WizardInput::Confirm kind=ButtonKind::Primary>"Yes, continue"</Step>
                </div>
            </section>
        })}
        {move || nearest.get().map(|nearest| view! {
            <section class="open-step" aria-labelledby="nearest-title">
                <h2 id="nearest-title" class="section-title" tabindex="-1" data-open-step>"Not yet"</h2>
                {match nearest {
                    Some(nearest) => view! {
                        <p class="supporting">"This is the nearest we can do. Nothing is built unless you choose it."</p>
                        <div class="open-step__actions">
                            <Step input=WizardInput::ChooseAlternative { provider: nearest.provider, kind: nearest.kind }>
                                {nearest.name}
                            </Step>
                        </div>
                    }.into_any(),
                    None => view! {
                        <p class="supporting">
                            "Nothing here comes near it. Say it differently above, or "
                            <a class="link" href="/connections">"see what can be connected"</a>"."
                        </p>
                    }.into_any(),
                }}
            </section>
        })}
    }
}
