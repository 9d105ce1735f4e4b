//! The other side of a card: why it is here, in the user's own words.

use domain::{UserIntent, WidgetId};
use leptos::prelude::*;

use crate::{
    api::widgets::{Helped, did_it_help},
    components::{Button, ButtonSize, Toast, use_toasts},
    session::use_session,
};

#[component]
pub(super) fn Why(
    id: WidgetId,
    /// `None` for a widget made in the editor.
    intent: Option<UserIntent>,
    /// "3 November".
    since: String,
) -> impl IntoView {
    let Some(intent) = intent else {
        return view! {
            <div class="widget__body">
                <p class="supporting">"Made in the editor on "{since}", without words about what it is for."</p>
            </div>
        }
        .into_any();
    };
    let aim = intent.impact_metric.clone().unwrap_or_else(|| intent.goal.clone());
    let worth = intent.impact_metric.as_deref().and_then(a_week);
    view! {
        <div class="widget__body widget__why">
            <p class="quote">"“"{intent.problem_solved}"”"</p>
            <dl class="facts">
                <dt>"Your aim"</dt>
                <dd>{aim}{worth.map(|worth| view! { <span class="supporting">", "{worth}</span> })}</dd>
                <dt>"You see"</dt>
                <dd>{intent.expected_outcome}</dd>
                <dt>"Since"</dt>
                <dd>{since}", by you in the wizard"</dd>
            </dl>
        </div>
        <DidItHelp id/>
    }
    .into_any()
}

#[component]
fn DidItHelp(id: WidgetId) -> impl IntoView {
    let (toasts, session) = (use_toasts(), use_session());
    let answered = RwSignal::new(None::<Helped>);
    let answer = Action::new(move |helped: &Helped| {
        let helped = *helped;
        async move {
            match did_it_help(id, helped).await {
                Ok(()) => {
                    answered.try_set(Some(helped));
                    toasts.say(Toast { text: "Noted. It is kept with this widget.".into(), ..Toast::default() });
                }
                Err(error) => {
                    session.heed(&error);
                    toasts.refuse(&error);
                }
            }
        }
    });
    let option = move |helped: Helped, label: &'static str| {
        view! {
            <Button
                size=ButtonSize::Small
                busy=answer.pending()
                attr:aria-pressed=move || (answered.get() == Some(helped)).then_some("true")
                on:click=move |_| { answer.dispatch(helped); }
            >
                {label}
            </Button>
        }
    };
    view! {
        <div class="widget__help" role="group" aria-label="Did it help?">
            <span>"Did it help?"</span>
            {option(Helped::Yes, "Yes")}
            {option(Helped::ALittle, "A little")}
            {option(Helped::NotReally, "Not really")}
        </div>
    }
}

/// The arithmetic of "… 30 min/day": "30 min × 5 days = 2.5 h a week". `None` for a metric of
/// another kind: nothing is made up.
fn a_week(metric: &str) -> Option<String> {
    let (before, _) = metric.split_once("min/day")?;
    let minutes: u32 = before.split_whitespace().next_back()?.parse().ok()?;
    let week = minutes.checked_mul(5)?;
    let total = match (week / 60, week % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, 30) => format!("{hours}.5 h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    };
    Some(format!("{minutes} min × 5 days = {total} a week"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_a_day_are_worked_out_for_a_working_week() {
        assert_eq!(a_week("Save 30 min/day").as_deref(), Some("30 min × 5 days = 2.5 h a week"));
        assert_eq!(a_week("Save 10 min/day").as_deref(), Some("10 min × 5 days = 50 min a week"));
        assert_eq!(a_week("Save 25 min/day").as_deref(), Some("25 min × 5 days = 2 h 5 min a week"));
    }

    #[test]
    fn a_metric_of_another_kind_is_left_as_it_is() {
        assert_eq!(a_week("Save 2 h/week"), None);
        assert_eq!(a_week("Answer within a day"), None);
        assert_eq!(a_week("min/day"), None);
    }
}
