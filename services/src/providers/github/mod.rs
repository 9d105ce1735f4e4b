//! GitHub: pull requests, issues, workflow runs, notifications, commits and releases.
//!
//! People watch several repositories at once and GitHub answers for one at a time, so the
//! endpoints that take `repositories` ask for each and give **one list, newest activity
//! first**. Its rows are GitHub's own objects; where GitHub leaves out which repository an
//! object belongs to, `repository.full_name` is added, as its own `GET /issues` does.
//!
//! Source: <https://docs.github.com/en/rest>, API version 2022-11-28.

mod webhook;
mod wire;

use domain::{
    provider::{CredentialField, Endpoint, EndpointKind, Method, Param, ParamKind, ProviderInfo, Secrecy},
    wizard::QuestionOption,
};
use futures::{FutureExt, future::BoxFuture};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    Access, Delivery, DeliveryId, Forged, Provider, ProviderError,
    template::{Template, templates},
};
use crate::http::Rate;

pub(super) struct GitHub;

const INFO: ProviderInfo = ProviderInfo {
    id: "github",
    name: "GitHub",
    summary: "Pull requests, issues, workflow runs, notifications, commits and releases.",
    credentials: &[CredentialField {
        name: "token",
        label: "Personal access token",
        hint: "github_pat_… or ghp_…",
        secret: Secrecy::Secret,
    }],
    credentials_help: "On GitHub under Settings, Developer settings, Personal access tokens. Read access to metadata, \
                       pull requests, issues, actions and contents is enough.",
    endpoints: &[
        Endpoint {
            method: Method::Get,
            path: "/pulls",
            summary: "Pull requests of several repositories in one list, newest activity first.",
            params: &[REPOSITORIES, STATE, LIMIT],
            kind: EndpointKind::Read,
        },
        Endpoint {
            method: Method::Get,
            path: "/issues",
            summary: "Issues of several repositories in one list, newest activity first. Pull requests are left out.",
            params: &[
                REPOSITORIES,
                STATE,
                Param::optional(
                    "labels",
                    ParamKind::TextList { max_items: 10 },
                    "Only issues with all of these labels.",
                ),
                Param::optional(
                    "assignee",
                    ParamKind::Text { max_chars: 39 },
                    "A user name, `none` or `*` for anybody.",
                ),
                Param::optional("since", ParamKind::Date, "Only issues with activity since then."),
                LIMIT,
            ],
            kind: EndpointKind::Read,
        },
        Endpoint {
            method: Method::Get,
            path: "/search/issues",
            summary: "Issues and pull requests that match a query, as on GitHub's own search page.",
            params: &[
                Param::required(
                    "query",
                    ParamKind::Text { max_chars: 256 },
                    "In GitHub's search language: `is:open review-requested:@me`.",
                ),
                Param::optional(
                    "sort",
                    ParamKind::OneOf(&["created", "updated", "comments"]),
                    "What comes first; without it, the best match.",
                ),
                LIMIT,
            ],
            kind: EndpointKind::Read,
        },
        Endpoint {
            method: Method::Get,
            path: "/actions/runs",
            summary: "Workflow runs of several repositories in one list, newest first.",
            params: &[
                REPOSITORIES,
                Param::optional("branch", ParamKind::Text { max_chars: 200 }, "Only runs of this branch."),
                Param::optional(
                    "status",
                    ParamKind::OneOf(&[
                        "completed",
                        "success",
                        "failure",
                        "cancelled",
                        "timed_out",
                        "in_progress",
                        "queued",
                    ]),
                    "Only runs in this state or with this result.",
                ),
                Param::optional("since", ParamKind::Date, "Only runs created since then."),
                LIMIT,
            ],
            kind: EndpointKind::Read,
        },
        Endpoint {
            method: Method::Get,
            path: "/notifications",
            summary: "Your notifications, newest first.",
            params: &[
                Param::optional("all", ParamKind::Boolean, "Read ones too."),
                Param::optional("participating", ParamKind::Boolean, "Only where you take part or are mentioned."),
                Param::optional("since", ParamKind::Date, "Only those updated since then."),
                LIMIT,
            ],
            kind: EndpointKind::Read,
        },
        Endpoint {
            method: Method::Get,
            path: "/commits",
            summary: "Commits of several repositories in one list, newest first.",
            params: &[
                REPOSITORIES,
                Param::optional(
                    "branch",
                    ParamKind::Text { max_chars: 200 },
                    "Without it, each repository's default branch.",
                ),
                Param::optional("author", ParamKind::Text { max_chars: 100 }, "A user name or an e-mail address."),
                Param::optional("since", ParamKind::Date, "Only commits since then."),
                Param::optional("until", ParamKind::Date, "Only commits before then."),
                Param::optional("limit", ParamKind::Integer { min: 1, max: 500 }, "At most so many; 30 without it."),
            ],
            kind: EndpointKind::Read,
        },
        Endpoint {
            method: Method::Get,
            path: "/releases",
            summary: "Releases of several repositories in one list, newest first.",
            params: &[REPOSITORIES, LIMIT],
            kind: EndpointKind::Read,
        },
        Endpoint {
            method: Method::Get,
            path: "/user/repos",
            summary: "Repositories this account can read, most recently pushed first.",
            params: &[LIMIT],
            kind: EndpointKind::Read,
        },
    ],
};

const REPOSITORIES: Param = Param::required("repositories", ParamKind::TextList { max_items: 20 }, "As `owner/name`.");
const STATE: Param = Param::optional("state", ParamKind::OneOf(&["open", "closed", "all"]), "Open ones without it.");
const LIMIT: Param =
    Param::optional("limit", ParamKind::Integer { min: 1, max: 100 }, "At most so many; 30 without it.");

impl Provider for GitHub {
    fn info(&self) -> &'static ProviderInfo {
        &INFO
    }

    fn default_base_url(&self) -> &'static str {
        "https://api.github.com"
    }

    /// GitHub allows 5000 requests an hour; this stays below it and lets a dashboard load at once.
    /// Source: <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>.
    fn rate(&self) -> Rate {
        Rate { burst: 60, per_minute: 75 }
    }

    fn templates(&self) -> &'static [Template] {
        templates!["pr-list", "issue-list", "workflow-runs", "notification-list", "release-list", "commit-activity"]
    }

    fn validate_credentials<'a>(&'a self, access: &'a Access) -> BoxFuture<'a, Result<String, ProviderError>> {
        wire::login(access).boxed()
    }

    fn request<'a>(
        &'a self,
        access: &'a Access,
        endpoint: &'static Endpoint,
        params: &'a Map<String, Value>,
    ) -> BoxFuture<'a, Result<Value, ProviderError>> {
        wire::read(access, endpoint.path, params).boxed()
    }

    fn options<'a>(
        &'a self,
        access: &'a Access,
        source: &'a str,
    ) -> BoxFuture<'a, Result<Vec<QuestionOption>, ProviderError>> {
        wire::options(access, source).boxed()
    }

    fn verify_webhook(&self, delivery: &Delivery<'_>, secret: &str, _now: Timestamp) -> Result<DeliveryId, Forged> {
        webhook::verify(delivery, secret)
    }
}
