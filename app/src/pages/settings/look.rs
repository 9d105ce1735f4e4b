//! Light or dark.

use leptos::prelude::*;

use super::Section;
use crate::{
    api::accounts::{ChooseTheme, Theme, chosen_theme},
    browser,
    components::Button,
    loaded::load,
};

#[component]
pub(super) fn LookSection() -> impl IntoView {
    let choose = ServerAction::<ChooseTheme>::new();
    let theme = load(|| (), |()| chosen_theme());
    view! {
        <Section id="look" title="Look" about="Kept with this browser.">
            <Suspense>
                {move || Suspend::new(async move {
                    let theme = RwSignal::new(theme.await.unwrap_or(Theme::System));
                    view! {
                        <ActionForm action=choose attr:class="form__row">
                            <div class="segmented" role="radiogroup" aria-label="Look">
                                <Option value="system" label="As the system" theme option=Theme::System/>
                                <Option value="light" label="Light" theme option=Theme::Light/>
                                <Option value="dark" label="Dark" theme option=Theme::Dark/>
                            </div>
                            <noscript>
                                <Button submits=true>"Use this look"</Button>
                            </noscript>
                        </ActionForm>
                    }
                })}
            </Suspense>
        </Section>
    }
}

#[component]
fn Option(value: &'static str, label: &'static str, theme: RwSignal<Theme>, option: Theme) -> impl IntoView {
    let choose = move |_| {
        theme.set(option);
        browser::show_theme((option != Theme::System).then_some(value));
        leptos::task::spawn_local(async move {
            // The look has changed already; at worst it is not remembered.
            drop(crate::api::accounts::choose_theme(option).await);
        });
    };
    view! {
        <label class="segmented__option">
            <input
                type="radio"
                name="theme"
                value=value
                checked=theme.get_untracked() == option
                on:change=choose
            />
            {label}
        </label>
    }
}
