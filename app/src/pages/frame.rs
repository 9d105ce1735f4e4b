//! The frame around every page of a signed-in user: navigation, account, and the dialog that
//! asks for a new log-in when the session has ended.

use leptos::prelude::*;
use leptos_router::{
    components::{A, Outlet, Redirect},
    hooks::use_location,
    location::{Location, Url},
};
use server_fn::ServerFn as _;

use crate::{
    api::{
        ApiError,
        accounts::{LogInAgain, LogOut},
    },
    browser,
    components::{
        Avatar, Brand, Button, ButtonKind, Dialog, FormRefusal, Glyph, Icon, IconSize, LinkButton, TextInput,
    },
    session::{Session, use_session},
};

/// A place of the navigation.
#[derive(Clone, Copy)]
struct Place {
    href: &'static str,
    label: &'static str,
    glyph: Glyph,
}

const DASHBOARD: Place = Place { href: "/dashboard", label: "Dashboard", glyph: Glyph::LayoutDashboard };
const NEW_WIDGET: Place = Place { href: "/wizard", label: "New widget", glyph: Glyph::Plus };
const CONNECTIONS: Place = Place { href: "/connections", label: "Connections", glyph: Glyph::Plug };
const SETTINGS: Place = Place { href: "/settings", label: "Settings", glyph: Glyph::Settings };

/// Sends strangers to the log-in page; draws the frame for everybody else.
#[component]
pub fn Frame() -> impl IntoView {
    Session::provide();
    view! {
        <a class="skip-link" href="#main">"Skip to the page"</a>
        <div class="shell">
            <nav class="rail" aria-label="Main">
                <A href="/dashboard" attr:class="brand">
                    <Brand/>
                </A>
                <RailLink place=DASHBOARD/>
                <RailLink place=NEW_WIDGET/>
                <div class="rail__gap"></div>
                <RailLink place=CONNECTIONS/>
                <RailLink place=SETTINGS/>
                <div class="rail__foot">
                    <WhoIsHere/>
                    <LogOutButton/>
                </div>
            </nav>
            <div class="shell__body">
                <header class="top-bar">
                    <A href="/dashboard" attr:class="brand">
                        <Brand/>
                    </A>
                    <LogOutButton small=true/>
                </header>
                <Offline/>
                <Outlet/>
            </div>
            <nav class="tab-bar" aria-label="Main, at the bottom">
                <TabLink place=DASHBOARD/>
                <TabLink place=NEW_WIDGET/>
                <TabLink place=CONNECTIONS/>
                <TabLink place=SETTINGS/>
            </nav>
        </div>
        <LogInAgainDialog/>
    }
}

/// `page` on the place one is at, and on the pages below it.
fn current(href: &'static str) -> impl Fn() -> Option<&'static str> {
    let location = use_location();
    move || {
        let path = location.pathname.get();
        // The editor of a widget is a part of the dashboard; a new one is a new widget.
        let here = match path.as_str() {
            "/widgets/new" => "/wizard",
            path if path.starts_with("/widgets/") => "/dashboard",
            path => path,
        };
        (here == href || here.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))).then_some("page")
    }
}

#[component]
fn RailLink(place: Place) -> impl IntoView {
    view! {
        <a class="nav-link" href=place.href aria-current=current(place.href)>
            <Icon glyph=place.glyph/>
            <span class="nav-link__label">{place.label}</span>
        </a>
    }
}

#[component]
fn TabLink(place: Place) -> impl IntoView {
    view! {
        <a class="tab-bar__link" href=place.href aria-current=current(place.href)>
            <Icon glyph=place.glyph size=IconSize::Large/>
            <span>{place.label}</span>
        </a>
    }
}

/// The name of the account; and the way out for whoever has none.
#[component]
fn WhoIsHere() -> impl IntoView {
    let session = use_session();
    let location = StoredValue::new(use_location());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match session.account().await {
                    Ok(account) => view! {
                        <a class="nav-link" href="/settings">
                            <Avatar name=account.name.clone()/>
                            <span class="nav-link__label">{account.name.clone()}</span>
                        </a>
                        <KeepTimeZone account/>
                    }.into_any(),
                    Err(ApiError::SignedOut) if !session.ended().get_untracked() => {
                        view! { <Redirect path=log_in_and_come_back(location)/> }.into_any()
                    }
                    Err(_) => ().into_any(),
                }
            })}
        </Suspense>
    }
}

/// The log-in page, which leads on to where one was going.
fn log_in_and_come_back(location: StoredValue<Location>) -> String {
    let (path, query) =
        location.with_value(|location| (location.pathname.get_untracked(), location.search.get_untracked()));
    if path == "/dashboard" {
        return "/login".to_owned();
    }
    let going = if query.is_empty() { path } else { format!("{path}?{query}") };
    format!("/login?next={}", Url::escape(&going))
}

/// Takes over the browser's time zone, once, for an account that still has the default.
#[component]
fn KeepTimeZone(account: domain::account::Account) -> impl IntoView {
    Effect::new(move |_| {
        if account.time_zone != "UTC" {
            return;
        }
        let Some(zone) = browser::time_zone().filter(|zone| zone != "UTC") else { return };
        // Whoever chooses UTC afterwards has chosen it.
        if !browser::is_first_time(&format!("time-zone:{}", account.id)) {
            return;
        }
        let (name, locale) = (account.name.clone(), account.locale.clone());
        leptos::task::spawn_local(async move {
            // A zone that the server does not know leaves UTC in place; the settings say so.
            drop(crate::api::accounts::update_account(name, zone, locale).await);
        });
    });
}

/// Leaves the page: nothing of it is worth keeping for the next person here.
#[component]
fn LogOutButton(
    /// Without the label's tooltip, for the bar on top.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    view! {
        <form action=LogOut::url() method="post">
            {if small {
                view! {
                    <button class="icon-button" type="submit" aria-label="Log out">
                        <Icon glyph=Glyph::LogOut size=IconSize::Large/>
                    </button>
                }.into_any()
            } else {
                view! {
                    <button class="nav-link" type="submit">
                        <Icon glyph=Glyph::LogOut/>
                        <span class="nav-link__label">"Log out"</span>
                    </button>
                }.into_any()
            }}
        </form>
    }
}

/// Said once for the page; each card says what it shows meanwhile.
#[component]
fn Offline() -> impl IntoView {
    let offline = RwSignal::new(false);
    Effect::new(move |_| {
        offline.set(!browser::is_online());
        let went = window_event_listener(leptos::ev::offline, move |_| {
            offline.try_set(true);
        });
        let came = window_event_listener(leptos::ev::online, move |_| {
            offline.try_set(false);
        });
        on_cleanup(move || {
            went.remove();
            came.remove();
        });
    });
    view! {
        <div role="status">
            {move || offline.get().then(|| view! {
                <p class="page-notice">
                    <Icon glyph=Glyph::WifiOff/>
                    <span>"You are offline. What you see is from your last visit; it updates when you are back."</span>
                </p>
            })}
        </div>
    }
}

/// Asks for a log-in over the page, so that nothing typed is lost.
#[component]
fn LogInAgainDialog() -> impl IntoView {
    let session = use_session();
    let log_in = ServerAction::<LogInAgain>::new();
    let refusal = Signal::derive(move || log_in.value().get().and_then(Result::err));
    Effect::new(move |_| {
        if let Some(Ok(())) = log_in.value().get() {
            session.renew();
        }
    });
    view! {
        <Dialog open=session.ended() title="Log in again">
            <p class="supporting">"Your session has ended. What you typed is still here."</p>
            <ActionForm action=log_in attr:class="form">
                <TextInput name="email" id="again-email" label="E-mail" kind="email" autocomplete="username" required=true/>
                <TextInput
                    name="password"
                    id="again-password"
                    label="Password"
                    kind="password"
                    autocomplete="current-password"
                    required=true
                />
                <FormRefusal error=refusal/>
                <div class="dialog__actions">
                    <LinkButton href="/login" kind=ButtonKind::Quiet>"Leave this page"</LinkButton>
                    <Button kind=ButtonKind::Primary submits=true busy=log_in.pending()>"Log in"</Button>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// Why a page's own data is not there, and the way on.
#[component]
pub fn LoadFailed(error: ApiError, #[prop(into)] retry: Callback<()>) -> impl IntoView {
    let session = use_session();
    let signed_out = error == ApiError::SignedOut;
    view! {
        <div class="lost" role="alert">
            <h2 class="section-title">{if signed_out { "You are logged out" } else { "This could not be loaded" }}</h2>
            <p class="supporting">{error.to_string()}</p>
            {if signed_out {
                view! { <Button kind=ButtonKind::Primary on:click=move |_| session.ended().set(true)>"Log in again"</Button> }.into_any()
            } else {
                view! { <Button on:click=move |_| retry.run(())>"Try again"</Button> }.into_any()
            }}
        </div>
    }
}
