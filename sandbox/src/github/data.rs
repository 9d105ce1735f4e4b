//! What there is on tidewell's GitHub.

use crate::world::{AIKO, Clock, Dice, ELIF, JONAS, MAJA, PRIYA, Person, ROBOT, TEAM, TOMAS};

pub(super) const OWNER: &str = "tidewell";

pub(super) struct Repository {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) language: &'static str,
    pub(super) private: bool,
    /// Minutes since the last push.
    pub(super) pushed: i64,
}

/// Most recently pushed first.
pub(super) const REPOSITORIES: [Repository; 14] = [
    Repository {
        name: "booking-api",
        description: "Bookings, slots and payments",
        language: "Rust",
        private: true,
        pushed: 8,
    },
    Repository {
        name: "web",
        description: "tidewell.example, the booking site",
        language: "TypeScript",
        private: true,
        pushed: 95,
    },
    Repository {
        name: "harbor-app",
        description: "What skippers carry on board",
        language: "Kotlin",
        private: true,
        pushed: 260,
    },
    Repository {
        name: "tide-data",
        description: "Tide tables of 214 harbours, as files",
        language: "Python",
        private: false,
        pushed: 340,
    },
    Repository {
        name: "infra",
        description: "Machines, names and certificates",
        language: "HCL",
        private: true,
        pushed: 700,
    },
    Repository {
        name: "payments",
        description: "Invoices, refunds and vouchers",
        language: "Rust",
        private: true,
        pushed: 1_300,
    },
    Repository {
        name: "notifications",
        description: "E-mails and text messages to customers",
        language: "Rust",
        private: true,
        pushed: 1_900,
    },
    Repository {
        name: "design-system",
        description: "Colours, type and components",
        language: "CSS",
        private: false,
        pushed: 2_700,
    },
    Repository {
        name: "weather-proxy",
        description: "Wind and waves, cached",
        language: "Go",
        private: false,
        pushed: 4_100,
    },
    Repository {
        name: "crew-roster",
        description: "Who teaches when",
        language: "Python",
        private: true,
        pushed: 7_300,
    },
    Repository {
        name: "kiosk",
        description: "Check-in on the jetty's tablet",
        language: "Swift",
        private: true,
        pushed: 10_400,
    },
    Repository { name: "docs", description: "How we work", language: "Markdown", private: false, pushed: 16_000 },
    Repository {
        name: "analytics",
        description: "Occupancy and season reports",
        language: "SQL",
        private: true,
        pushed: 31_000,
    },
    Repository {
        name: "legacy-calendar",
        description: "The calendar before booking-api",
        language: "PHP",
        private: true,
        pushed: 140_000,
    },
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Draft,
    Merged,
    Closed,
}

impl State {
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Draft)
    }
}

pub(super) struct Pull {
    pub(super) repository: &'static str,
    pub(super) number: u32,
    pub(super) title: &'static str,
    pub(super) author: Person,
    /// Minutes ago.
    pub(super) opened: i64,
    pub(super) updated: i64,
    pub(super) reviewers: &'static [Person],
    pub(super) labels: &'static [&'static str],
    pub(super) state: State,
}

const H: i64 = 60;
const D: i64 = 24 * H;

#[rustfmt::skip]
pub(super) const PULLS: [Pull; 32] = [
    pull("booking-api", 412, "Hold the slot while the card is checked", TOMAS, 2 * D + 4 * H, 3 * H, &[MAJA, PRIYA], &["booking"], State::Open),
    pull("harbor-app", 188, "Tide tables load before the map", AIKO, D + 6 * H, 5 * H, &[JONAS], &["performance"], State::Open),
    pull("booking-api", 415, "Refund keeps the original currency", PRIYA, 5 * H, 40, &[TOMAS], &["payments", "bug"], State::Open),
    pull("web", 967, "Calendar: week starts on Monday", JONAS, 3 * H, 95, &[MAJA], &["calendar"], State::Open),
    pull("booking-api", 416, "Bump sqlx to 0.8", PRIYA, 8, 8, &[], &["dependencies"], State::Open),
    pull("web", 961, "Voucher codes at checkout", ELIF, 4 * D + 2 * H, 11 * H, &[MAJA, JONAS], &["checkout"], State::Open),
    pull("web", 968, "Show the skipper's picture on the booking", ELIF, 2 * H, H, &[], &[], State::Draft),
    pull("harbor-app", 189, "Keep the log when the battery dies", AIKO, 9 * H, 4 * H + 20, &[TOMAS, ELIF], &["bug"], State::Open),
    pull("harbor-app", 185, "Licence upload from the gallery", JONAS, 6 * D, 2 * D, &[AIKO], &["licence"], State::Open),
    pull("tide-data", 74, "Add Funchal and Porto Santo", MAJA, D + 20 * H, 6 * H, &[AIKO], &["data"], State::Open),
    pull("tide-data", 75, "Harmonics for 2027", AIKO, 7 * H, 5 * H + 40, &[MAJA], &["data"], State::Open),
    pull("infra", 230, "Rotate the certificates of the edge", TOMAS, 14 * H, 12 * H, &[PRIYA], &["security"], State::Open),
    pull("infra", 228, "Nightly copies of the database to a second site", PRIYA, 5 * D + 3 * H, D, &[TOMAS], &["backup"], State::Open),
    pull("payments", 141, "Refunds in the original currency", PRIYA, D + 2 * H, 22 * H, &[TOMAS, MAJA], &["payments"], State::Open),
    pull("payments", 142, "Read the decline reason from the bank", TOMAS, 21 * H, 20 * H, &[], &["payments"], State::Draft),
    pull("notifications", 58, "Waitlist e-mail in Portuguese", MAJA, 3 * D, D + 8 * H, &[ELIF], &["i18n"], State::Open),
    pull("design-system", 36, "Focus ring that is seen on sand", ELIF, 2 * D, D + 21 * H, &[JONAS], &["a11y"], State::Open),
    pull("weather-proxy", 19, "Ask the second service when the first is silent", JONAS, 3 * D + 5 * H, 2 * D + 20 * H, &[AIKO], &[], State::Open),
    pull("crew-roster", 44, "No two courses for one skipper at once", TOMAS, 8 * D, 5 * D, &[MAJA], &["bug"], State::Open),
    pull("kiosk", 27, "Large type for wet fingers", ELIF, 9 * D, 7 * D, &[AIKO], &["a11y"], State::Open),
    pull("docs", 12, "What to do when the tide gauge lies", AIKO, 12 * D, 11 * D, &[], &["docs"], State::Open),
    pull("booking-api", 411, "Limit requests to the tide endpoint", JONAS, 3 * D, 2 * D + H, &[PRIYA], &["security"], State::Merged),
    pull("booking-api", 409, "Say which slot is taken", TOMAS, 5 * D, 4 * D, &[PRIYA], &["booking"], State::Merged),
    pull("booking-api", 405, "Waitlist in the order of arrival", PRIYA, 9 * D, 8 * D, &[TOMAS], &["booking"], State::Merged),
    pull("web", 965, "Map on slow phones", AIKO, 2 * D, D + 3 * H, &[JONAS], &["performance"], State::Merged),
    pull("web", 960, "Try React on the calendar", JONAS, 6 * D, 5 * D, &[], &[], State::Closed),
    pull("web", 957, "Course pages in French", ELIF, 8 * D, 6 * D, &[MAJA], &["i18n"], State::Merged),
    pull("harbor-app", 187, "Offline charts of the bay", AIKO, 4 * D, 3 * D, &[JONAS], &[], State::Merged),
    pull("harbor-app", 184, "Fewer wake-ups in the background", JONAS, 7 * D, 6 * D, &[AIKO], &["performance"], State::Merged),
    pull("tide-data", 73, "Lisbon moved by two minutes", MAJA, 6 * D, 5 * D, &[AIKO], &["data"], State::Merged),
    pull("infra", 229, "Alarm when the certificate has 14 days left", TOMAS, 4 * D, 3 * D, &[PRIYA], &[], State::Merged),
    pull("payments", 139, "Invoice numbers without gaps", PRIYA, 7 * D, 6 * D, &[TOMAS], &["payments"], State::Merged),
];

#[expect(clippy::too_many_arguments, reason = "a row of the table above")]
const fn pull(
    repository: &'static str,
    number: u32,
    title: &'static str,
    author: Person,
    opened: i64,
    updated: i64,
    reviewers: &'static [Person],
    labels: &'static [&'static str],
    state: State,
) -> Pull {
    Pull { repository, number, title, author, opened, updated, reviewers, labels, state }
}

pub(super) struct Issue {
    pub(super) repository: &'static str,
    pub(super) number: u32,
    pub(super) title: &'static str,
    pub(super) author: Person,
    pub(super) opened: i64,
    pub(super) updated: i64,
    pub(super) assignee: Option<Person>,
    pub(super) labels: &'static [&'static str],
    pub(super) comments: u32,
    pub(super) open: bool,
}

#[rustfmt::skip]
pub(super) const ISSUES: [Issue; 28] = [
    issue("booking-api", 414, "Two people got the same slot on Saturday", MAJA, 26 * H, 2 * H, Some(TOMAS), &["bug", "booking"], 7),
    issue("booking-api", 413, "Vouchers can be used after they ran out", ELIF, 2 * D, 9 * H, Some(PRIYA), &["bug", "payments"], 3),
    issue("booking-api", 408, "Let a group book without naming everybody", MAJA, 6 * D, 2 * D, None, &["feature"], 11),
    issue("booking-api", 398, "Cancellation e-mail names the wrong harbour", AIKO, 15 * D, 4 * D, Some(TOMAS), &["bug"], 2),
    issue("booking-api", 391, "Answer with the price before tax, too", JONAS, 24 * D, 9 * D, None, &["feature"], 4),
    issue("web", 966, "Calendar is empty in Safari 19", JONAS, 7 * H, 3 * H, Some(JONAS), &["bug", "calendar"], 5),
    issue("web", 963, "Price jumps when the currency changes", ELIF, 3 * D, D, None, &["bug", "checkout"], 1),
    issue("web", 955, "Show free places on the course page", MAJA, 9 * D, 5 * D, Some(ELIF), &["feature"], 6),
    issue("web", 948, "Contrast of the footer is too low", AIKO, 20 * D, 13 * D, None, &["a11y", "bug"], 0),
    issue("web", 940, "Portuguese hyphenation on narrow screens", MAJA, 31 * D, 18 * D, None, &["i18n"], 2),
    issue("harbor-app", 186, "App forgets the boat after an update", AIKO, 2 * D + 5 * H, 6 * H, Some(AIKO), &["bug"], 9),
    issue("harbor-app", 183, "Tide arrow points the wrong way south of the equator", TOMAS, 5 * D, 2 * D, Some(AIKO), &["bug"], 4),
    issue("harbor-app", 180, "Log book as PDF", MAJA, 11 * D, 6 * D, None, &["feature"], 3),
    issue("harbor-app", 174, "Share a position with the crew", JONAS, 22 * D, 12 * D, None, &["feature"], 8),
    issue("tide-data", 72, "Setúbal is off by eleven minutes", AIKO, 8 * D, 3 * D, Some(MAJA), &["data", "bug"], 5),
    issue("tide-data", 70, "State where each table comes from", TOMAS, 17 * D, 10 * D, None, &["docs"], 1),
    issue("infra", 227, "Disk of the build machine is at 91 %", TOMAS, D + 3 * H, 10 * H, Some(TOMAS), &["alarm"], 2),
    issue("infra", 219, "Try the restore of a copy each month", PRIYA, 19 * D, 8 * D, None, &["backup"], 0),
    issue("payments", 140, "Cards from Japan are asked for a postal code", PRIYA, 30 * H, 8 * H, Some(PRIYA), &["bug", "payments"], 6),
    issue("payments", 136, "Send the receipt again on request", ELIF, 12 * D, 7 * D, None, &["feature"], 2),
    issue("notifications", 57, "Reminder arrives an hour late after the clock change", MAJA, 27 * D, 25 * H, Some(ELIF), &["bug"], 10),
    issue("notifications", 55, "Text message when the course moves because of wind", TOMAS, 14 * D, 9 * D, None, &["feature"], 5),
    issue("weather-proxy", 18, "Gusts are in knots, wind in metres per second", AIKO, 4 * D, 30 * H, None, &["bug"], 1),
    issue("kiosk", 26, "Tablet sleeps in the middle of a check-in", ELIF, 10 * D, 6 * D, Some(AIKO), &["bug"], 3),
    closed("booking-api", 410, "Slots of the past can be booked", MAJA, 5 * D, 4 * D, Some(TOMAS), &["bug"], 4),
    closed("web", 958, "Map does not load on slow phones", AIKO, 6 * D, D + 3 * H, Some(AIKO), &["bug", "performance"], 6),
    closed("harbor-app", 182, "Charts vanish without a network", JONAS, 8 * D, 3 * D, Some(AIKO), &["bug"], 2),
    closed("tide-data", 71, "Lisbon is two minutes early", MAJA, 7 * D, 5 * D, Some(MAJA), &["data"], 1),
];

#[expect(clippy::too_many_arguments, reason = "a row of the table above")]
const fn issue(
    repository: &'static str,
    number: u32,
    title: &'static str,
    author: Person,
    opened: i64,
    updated: i64,
    assignee: Option<Person>,
    labels: &'static [&'static str],
    comments: u32,
) -> Issue {
    Issue { repository, number, title, author, opened, updated, assignee, labels, comments, open: true }
}

#[expect(clippy::too_many_arguments, reason = "a row of the table above")]
const fn closed(
    repository: &'static str,
    number: u32,
    title: &'static str,
    author: Person,
    opened: i64,
    updated: i64,
    assignee: Option<Person>,
    labels: &'static [&'static str],
    comments: u32,
) -> Issue {
    Issue { open: false, ..issue(repository, number, title, author, opened, updated, assignee, labels, comments) }
}

pub(super) struct Notification {
    pub(super) repository: &'static str,
    pub(super) kind: &'static str,
    pub(super) title: &'static str,
    pub(super) reason: &'static str,
    pub(super) updated: i64,
    pub(super) unread: bool,
}

#[rustfmt::skip]
pub(super) const NOTIFICATIONS: [Notification; 16] = [
    notification("booking-api", "PullRequest", "Hold the slot while the card is checked", "review_requested", 3 * H, true),
    notification("web", "PullRequest", "Calendar: week starts on Monday", "review_requested", 95, true),
    notification("booking-api", "Issue", "Two people got the same slot on Saturday", "mention", 2 * H, true),
    notification("web", "Issue", "Calendar is empty in Safari 19", "subscribed", 3 * H, true),
    notification("infra", "CheckSuite", "Nightly workflow run failed for main branch", "ci_activity", 5 * H, true),
    notification("harbor-app", "Issue", "App forgets the boat after an update", "comment", 6 * H, true),
    notification("tide-data", "PullRequest", "Add Funchal and Porto Santo", "author", 6 * H + 10, true),
    notification("payments", "Issue", "Cards from Japan are asked for a postal code", "mention", 8 * H, true),
    notification("web", "PullRequest", "Voucher codes at checkout", "review_requested", 11 * H, true),
    notification("payments", "PullRequest", "Refunds in the original currency", "review_requested", 22 * H, true),
    notification("notifications", "Issue", "Reminder arrives an hour late after the clock change", "author", 25 * H, true),
    notification("harbor-app", "Release", "2.14.0: the log survives an empty battery", "subscribed", 30 * H, true),
    notification("weather-proxy", "Issue", "Gusts are in knots, wind in metres per second", "team_mention", 31 * H, true),
    notification("crew-roster", "PullRequest", "No two courses for one skipper at once", "review_requested", 5 * D, true),
    notification("docs", "Discussion", "Which words do we use for a cancelled course?", "mention", 6 * D, false),
    notification("web", "PullRequest", "Course pages in French", "comment", 6 * D + H, false),
];

const fn notification(
    repository: &'static str,
    kind: &'static str,
    title: &'static str,
    reason: &'static str,
    updated: i64,
    unread: bool,
) -> Notification {
    Notification { repository, kind, title, reason, updated, unread }
}

pub(super) struct Release {
    pub(super) repository: &'static str,
    pub(super) tag: &'static str,
    pub(super) name: &'static str,
    pub(super) author: Person,
    pub(super) published: i64,
    pub(super) prerelease: bool,
}

#[rustfmt::skip]
pub(super) const RELEASES: [Release; 20] = [
    release("harbor-app", "v2.14.0", "2.14.0: the log survives an empty battery", AIKO, 30 * H, false),
    release("web", "2026.11.4", "Vouchers, and a calendar that starts on Monday", JONAS, 20 * H, false),
    release("web", "2026.11.3", "Course pages in French", ELIF, 6 * D, false),
    release("web", "2026.11.2", "Map on slow phones", AIKO, 12 * D, false),
    release("booking-api", "v3.9.0-rc.1", "3.9.0, first candidate", TOMAS, 11 * H, true),
    release("booking-api", "v3.8.2", "3.8.2: says which slot is taken", PRIYA, 4 * D, false),
    release("booking-api", "v3.8.1", "3.8.1: waitlist in the order of arrival", PRIYA, 8 * D, false),
    release("booking-api", "v3.8.0", "3.8.0: deposits", TOMAS, 26 * D, false),
    release("harbor-app", "v2.13.1", "2.13.1: fewer wake-ups", JONAS, 6 * D + 2 * H, false),
    release("harbor-app", "v2.13.0", "2.13.0: charts without a network", AIKO, 19 * D, false),
    release("tide-data", "2026.47", "Week 47: Lisbon by two minutes", MAJA, 5 * D, false),
    release("tide-data", "2026.45", "Week 45", ROBOT, 19 * D + 3 * H, false),
    release("tide-data", "2026.43", "Week 43", ROBOT, 33 * D, false),
    release("payments", "v1.22.0", "1.22.0: invoice numbers without gaps", PRIYA, 6 * D + 5 * H, false),
    release("payments", "v1.21.0", "1.21.0: vouchers", TOMAS, 28 * D, false),
    release("design-system", "v5.2.0", "5.2.0: a focus ring that is seen", ELIF, 9 * D, false),
    release("design-system", "v5.1.0", "5.1.0: badges", ELIF, 40 * D, false),
    release("weather-proxy", "v0.9.0", "0.9.0: waves", JONAS, 21 * D, false),
    release("notifications", "v1.6.0", "1.6.0: text messages", MAJA, 15 * D, false),
    release("infra", "2026-11-01", "First of November", TOMAS, 22 * D, false),
];

const fn release(
    repository: &'static str,
    tag: &'static str,
    name: &'static str,
    author: Person,
    published: i64,
    prerelease: bool,
) -> Release {
    Release { repository, tag, name, author, published, prerelease }
}

/// A run of a workflow, made up from the repository's name.
pub(super) struct Run {
    pub(super) number: u32,
    pub(super) workflow: &'static str,
    pub(super) title: String,
    pub(super) branch: &'static str,
    pub(super) event: &'static str,
    pub(super) actor: Person,
    pub(super) created: i64,
    /// Minutes it took; `None` while it runs.
    pub(super) took: Option<i64>,
    pub(super) conclusion: Option<&'static str>,
    pub(super) sha: String,
}

/// Newest first.
pub(super) fn runs(repository: &Repository) -> Vec<Run> {
    const COUNT: u32 = 24;
    let mut dice = Dice::new(repository.name);
    let mut created = repository.pushed + dice.between(2, 9);
    (0..COUNT)
        .map(|index| {
            let nightly = index % 6 == 5;
            let (workflow, branch, event, actor) = match () {
                () if nightly => ("Nightly", "main", "schedule", ROBOT),
                () if index % 4 == 3 => ("Deploy", "main", "push", dice.pick(&TEAM)),
                () => (
                    "CI",
                    dice.pick(&["main", "hold-slot", "bump-deps", "fix-currency", "week-start"]),
                    "push",
                    dice.pick(&TEAM),
                ),
            };
            let running = index == 0 && repository.pushed < 60;
            let conclusion = match dice.roll() % 100 {
                _ if running => None,
                0..=13 => Some("failure"),
                14..=17 => Some("cancelled"),
                _ => Some("success"),
            };
            let run = Run {
                number: 1_200 - index + u32::try_from(repository.name.len()).unwrap_or_default() * 40,
                workflow,
                title: if nightly { "Nightly".to_owned() } else { dice.pick(&MESSAGES).to_owned() },
                branch,
                event,
                actor,
                created,
                took: (!running).then(|| dice.between(2, 14)),
                conclusion,
                sha: dice.hex(40),
            };
            created += dice.between(70, 700);
            run
        })
        .collect()
}

pub(super) struct Commit {
    pub(super) sha: String,
    pub(super) parent: String,
    pub(super) message: String,
    pub(super) author: Person,
    pub(super) at: i64,
}

/// Newest first, of the last two months.
pub(super) fn commits(repository: &Repository) -> Vec<Commit> {
    const SPAN: i64 = 60 * D;
    let mut dice = Dice::new(&format!("commits of {}", repository.name));
    // A repository that was pushed to lately is one that is worked on.
    let gap = 180 + repository.pushed / 3;
    let mut at = repository.pushed;
    let mut sha = dice.hex(40);
    let mut commits = Vec::new();
    while at < SPAN {
        let parent = dice.hex(40);
        let message = dice.pick(&MESSAGES);
        let body = if dice.roll().is_multiple_of(4) { "\n\nSeen on the jetty, and again at home." } else { "" };
        commits.push(Commit {
            sha,
            parent: parent.clone(),
            message: format!("{message}{body}"),
            author: dice.pick(&TEAM),
            at,
        });
        sha = parent;
        at += dice.between(gap / 4, gap * 2);
    }
    commits
}

const MESSAGES: [&str; 28] = [
    "Hold the slot for ten minutes",
    "Say which harbour is closed",
    "Round prices the way the bank does",
    "Read the wind once an hour",
    "Take the currency from the booking",
    "Ask for the licence only once",
    "Leave the waitlist alone on refund",
    "Show the tide in the skipper's zone",
    "Keep vouchers for three years",
    "Fix the name of the jetty",
    "Send the reminder the evening before",
    "Drop the old calendar's import",
    "Bump sqlx to 0.8",
    "Cache the map for a week",
    "Make the deposit optional",
    "Test the change of the clock",
    "Translate the course pages",
    "Count children as half a place",
    "Retry the receipt once",
    "Move the boats into their own table",
    "Log who changed a price",
    "Focus the first free slot",
    "Charge in yen without cents",
    "Refuse bookings in the past",
    "Draw the route on slow phones",
    "Name the weather's source",
    "Close the connection when idle",
    "Explain the cancellation rules",
];

pub(super) fn repository(name: &str) -> Option<&'static Repository> {
    REPOSITORIES.iter().find(|repository| repository.name == name)
}

pub(super) fn time(clock: Clock, minutes_ago: i64) -> String {
    clock.ago(minutes_ago).to_string()
}
