//! The pages for strangers: what this is, and the way in.

mod figure;
mod front;
mod log_in;
mod sign_up;

use leptos::prelude::*;
use leptos_router::components::Redirect;

pub use log_in::LogInPage;
pub use sign_up::SignUpPage;

use crate::{
    api::accounts::{Door, which_door},
    loaded::load,
};

/// `/`: to the dashboard, or to the page for the stranger this browser brings.
#[component]
pub fn HomePage() -> impl IntoView {
    let door = load(|| (), |()| which_door());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let path = match door.await {
                    Ok(Door::Dashboard) => "/dashboard",
                    Ok(Door::SignUp) => "/signup",
                    Ok(Door::LogIn) | Err(_) => "/login",
                };
                view! { <Redirect path/> }
            })}
        </Suspense>
    }
}
