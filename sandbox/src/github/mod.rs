//! GitHub's REST API, as far as the product reads it.
//!
//! Lists are paged by `page` and `per_page` with a `Link` header, answers carry an `ETag`
//! that `If-None-Match` confirms with 304, and refusals are GitHub's bodies and headers.

mod data;
mod json;

use axum::{
    Extension, Json, Router,
    body::{Body, to_bytes},
    extract::{OriginalUri, Path, RawQuery, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    access::{self, Door, Memory, Mood, RETRY_AFTER, Refusal},
    address::Query,
    world::{Clock, MAJA},
};

pub(crate) fn router(memory: Memory) -> Router {
    Router::new()
        .route("/user", get(user))
        .route("/user/repos", get(repositories))
        .route("/notifications", get(notifications))
        .route("/search/issues", get(search))
        .route("/repos/{owner}/{name}", get(repository))
        .route("/repos/{owner}/{name}/pulls", get(pulls))
        .route("/repos/{owner}/{name}/issues", get(issues))
        .route("/repos/{owner}/{name}/commits", get(commits))
        .route("/repos/{owner}/{name}/releases", get(releases))
        .route("/repos/{owner}/{name}/actions/runs", get(runs))
        .fallback(async || not_found())
        .layer(from_fn(conditional))
        .layer(from_fn_with_state(Door { memory, refuse }, access::admit))
}

fn refuse(refusal: Refusal) -> Response {
    let (status, message) = match refusal {
        Refusal::NoToken => (StatusCode::UNAUTHORIZED, "Requires authentication"),
        Refusal::BadToken => (StatusCode::UNAUTHORIZED, "Bad credentials"),
        Refusal::Forbidden => (StatusCode::FORBIDDEN, "Resource not accessible by personal access token"),
        Refusal::Limited => (StatusCode::TOO_MANY_REQUESTS, "You have exceeded a secondary rate limit."),
        Refusal::Down => (StatusCode::SERVICE_UNAVAILABLE, "Unicorn!"),
    };
    let mut response = problem(status, message);
    match refusal {
        Refusal::Forbidden => {
            response
                .headers_mut()
                .insert("x-accepted-github-permissions", HeaderValue::from_static("pull_requests=read"));
        }
        Refusal::Limited => {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        Refusal::NoToken | Refusal::BadToken | Refusal::Down => {}
    }
    response
}

fn problem(status: StatusCode, message: &str) -> Response {
    access::json(
        status,
        &json!({ "message": message, "documentation_url": "https://docs.github.com/rest", "status": status.as_str() }),
    )
}

fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND, "Not Found")
}

/// `ETag` on every good answer; 304 to who has it already.
async fn conditional(request: Request, next: Next) -> Response {
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let (mut parts, body) = next.run(request).await.into_parts();
    if parts.status != StatusCode::OK {
        return Response::from_parts(parts, body);
    }
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tag = format!("W/\"{}\"", hex::encode(Sha256::digest(&bytes)));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        if known.as_ref() == Some(&tag) {
            return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
        }
        parts.headers.insert(header::ETAG, tag);
    }
    Response::from_parts(parts, Body::from(bytes))
}

async fn user() -> Json<Value> {
    Json(json::me(Clock::read()))
}

async fn repositories(RawQuery(raw): RawQuery, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    let query = Query::parse(raw.as_deref());
    let clock = Clock::read();
    let mut known: Vec<_> = data::REPOSITORIES.iter().collect();
    match query.get("sort") {
        Some("pushed" | "updated") => {}
        // GitHub's default.
        _ => known.sort_by_key(|repository| repository.name),
    }
    let rows = known.into_iter().map(|repository| json::whole_repository(repository, clock)).collect();
    paged(rows, &query, uri.path(), &headers, Value::Array)
}

async fn repository(Path((owner, name)): Path<(String, String)>) -> Response {
    match known(&owner, &name) {
        Some(repository) => Json(json::whole_repository(repository, Clock::read())).into_response(),
        None => not_found(),
    }
}

async fn pulls(
    Path((owner, name)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    OriginalUri(uri): OriginalUri,
    Extension(mood): Extension<Mood>,
    headers: HeaderMap,
) -> Response {
    let Some(repository) = known(&owner, &name) else { return not_found() };
    let query = Query::parse(raw.as_deref());
    let clock = Clock::read();
    let mut found: Vec<_> = data::PULLS
        .iter()
        .filter(|pull| pull.repository == repository.name && has_state(&query, pull.state.is_open()))
        .collect();
    found.sort_by_key(|pull| if query.get("sort") == Some("updated") { pull.updated } else { pull.opened });
    if query.get("direction") == Some("asc") {
        found.reverse();
    }
    let mut rows: Vec<_> = found.into_iter().map(|pull| json::pull(pull, clock)).collect();
    if mood == Mood::Hostile {
        rows.iter_mut().for_each(spoil);
    }
    paged(rows, &query, uri.path(), &headers, Value::Array)
}

async fn issues(
    Path((owner, name)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    OriginalUri(uri): OriginalUri,
    Extension(mood): Extension<Mood>,
    headers: HeaderMap,
) -> Response {
    let Some(repository) = known(&owner, &name) else { return not_found() };
    let query = Query::parse(raw.as_deref());
    let wanted: Vec<_> = query.get("labels").map(|labels| labels.split(',').collect()).unwrap_or_default();
    let mut rows: Vec<_> = all_issues(Clock::read())
        .into_iter()
        .filter(|(place, _)| *place == repository.name)
        .map(|(_, row)| row)
        .filter(|row| has_state(&query, row["state"] == "open"))
        .filter(|row| query.get("since").is_none_or(|since| row["updated_at"].as_str() >= Some(since)))
        .filter(|row| wanted.iter().all(|label| labels(row).any(|name| name == *label)))
        .filter(|row| match query.get("assignee") {
            None | Some("*") => true,
            Some("none") => row["assignee"].is_null(),
            Some(login) => row["assignee"]["login"] == login,
        })
        .collect();
    sort_newest(&mut rows, if query.get("sort") == Some("updated") { "updated_at" } else { "created_at" });
    if mood == Mood::Hostile {
        rows.iter_mut().for_each(spoil);
    }
    paged(rows, &query, uri.path(), &headers, Value::Array)
}

/// GitHub's search language, as far as lists of work need it: `is:`, `repo:`, `author:`,
/// `assignee:`, `label:`, `review-requested:`, and words of the title.
async fn search(RawQuery(raw): RawQuery, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    let query = Query::parse(raw.as_deref());
    let Some(asked) = query.get("q") else {
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "Validation Failed");
    };
    let me = |login: &str| if login == "@me" { MAJA.login.to_owned() } else { login.to_owned() };
    let fits = |place: &str, row: &Value| {
        asked.split_whitespace().all(|term| match term.split_once(':') {
            Some(("is" | "type" | "state", "pr")) => row.get("pull_request").is_some(),
            Some(("is" | "type" | "state", "issue")) => row.get("pull_request").is_none(),
            Some(("is" | "state", state @ ("open" | "closed"))) => row["state"] == state,
            Some(("repo", repository)) => repository == format!("{}/{place}", data::OWNER),
            Some(("org" | "user", owner)) => owner == data::OWNER,
            Some(("author", login)) => row["user"]["login"] == me(login),
            Some(("assignee", login)) => row["assignee"]["login"] == me(login),
            Some(("label", label)) => labels(row).any(|name| name == label.trim_matches('"')),
            Some(("review-requested", login)) => data::PULLS.iter().any(|pull| {
                row["number"] == pull.number
                    && pull.repository == place
                    && pull.reviewers.iter().any(|person| person.login == me(login))
            }),
            Some(_) => false,
            None => row["title"].as_str().is_some_and(|title| title.to_lowercase().contains(&term.to_lowercase())),
        })
    };
    let mut rows: Vec<_> =
        all_issues(Clock::read()).into_iter().filter(|(place, row)| fits(place, row)).map(|(_, row)| row).collect();
    sort_newest(&mut rows, if query.get("sort") == Some("created") { "created_at" } else { "updated_at" });
    for row in &mut rows {
        json::extend(row, json!({ "score": 1.0 }));
    }
    let total = rows.len();
    paged(
        rows,
        &query,
        uri.path(),
        &headers,
        |items| json!({ "total_count": total, "incomplete_results": false, "items": items, "search_type": "lexical" }),
    )
}

async fn runs(
    Path((owner, name)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let Some(repository) = known(&owner, &name) else { return not_found() };
    let query = Query::parse(raw.as_deref());
    let clock = Clock::read();
    let since = query.get("created").and_then(|created| created.strip_prefix(">="));
    let rows: Vec<_> = data::runs(repository)
        .iter()
        .map(|run| json::run(run, repository, clock))
        .filter(|row| query.get("branch").is_none_or(|branch| row["head_branch"] == branch))
        .filter(|row| query.get("status").is_none_or(|status| row["status"] == status || row["conclusion"] == status))
        .filter(|row| since.is_none_or(|since| row["created_at"].as_str() >= Some(since)))
        .collect();
    let total = rows.len();
    paged(rows, &query, uri.path(), &headers, |runs| json!({ "total_count": total, "workflow_runs": runs }))
}

async fn notifications(RawQuery(raw): RawQuery, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    let query = Query::parse(raw.as_deref());
    let clock = Clock::read();
    let rows = data::NOTIFICATIONS
        .iter()
        .filter(|notification| notification.unread || query.get("all") == Some("true"))
        .filter(|notification| {
            query.get("participating") != Some("true") || !["subscribed", "ci_activity"].contains(&notification.reason)
        })
        .map(|notification| json::notification(notification, clock))
        .filter(|row| query.get("since").is_none_or(|since| row["updated_at"].as_str() >= Some(since)))
        .collect();
    paged(rows, &query, uri.path(), &headers, Value::Array)
}

async fn commits(
    Path((owner, name)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let Some(repository) = known(&owner, &name) else { return not_found() };
    let query = Query::parse(raw.as_deref());
    let clock = Clock::read();
    let rows = data::commits(repository)
        .iter()
        .filter(|commit| {
            query.get("author").is_none_or(|author| author == commit.author.login || author == commit.author.email)
        })
        .map(|commit| json::commit(commit, repository, clock))
        .filter(|row| query.get("since").is_none_or(|since| row["commit"]["author"]["date"].as_str() >= Some(since)))
        .filter(|row| query.get("until").is_none_or(|until| row["commit"]["author"]["date"].as_str() < Some(until)))
        .collect();
    paged(rows, &query, uri.path(), &headers, Value::Array)
}

async fn releases(
    Path((owner, name)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let Some(repository) = known(&owner, &name) else { return not_found() };
    let query = Query::parse(raw.as_deref());
    let clock = Clock::read();
    let mut rows: Vec<_> = data::RELEASES
        .iter()
        .filter(|release| release.repository == repository.name)
        .map(|release| json::release(release, clock))
        .collect();
    sort_newest(&mut rows, "created_at");
    paged(rows, &query, uri.path(), &headers, Value::Array)
}

fn known(owner: &str, name: &str) -> Option<&'static data::Repository> {
    data::repository(name).filter(|_| owner == data::OWNER)
}

/// Issues and, as GitHub has it, pull requests, each with its repository's name.
fn all_issues(clock: Clock) -> Vec<(&'static str, Value)> {
    let issues = data::ISSUES.iter().map(|issue| (issue.repository, json::issue(issue, clock)));
    let pulls = data::PULLS.iter().map(|pull| (pull.repository, json::pull_as_issue(pull, clock)));
    issues.chain(pulls).collect()
}

fn has_state(query: &Query, is_open: bool) -> bool {
    match query.get("state") {
        Some("all") => true,
        Some("closed") => !is_open,
        _ => is_open,
    }
}

fn labels(row: &Value) -> impl Iterator<Item = &str> {
    row["labels"].as_array().into_iter().flatten().filter_map(|label| label["name"].as_str())
}

/// Times are RFC 3339 in UTC, so their text sorts as they do.
fn sort_newest(rows: &mut [Value], by: &str) {
    rows.sort_by(|a, b| b[by].as_str().cmp(&a[by].as_str()));
}

/// What somebody who means harm could put there.
fn spoil(row: &mut Value) {
    json::extend(
        row,
        json!({ "title": "<script>alert(1)</script><img src=x onerror=alert(2)>", "html_url": "javascript:alert(3)" }),
    );
}

/// One page of `rows`, with the way to the next.
fn paged(
    rows: Vec<Value>,
    query: &Query,
    path: &str,
    headers: &HeaderMap,
    body: impl FnOnce(Vec<Value>) -> Value,
) -> Response {
    let per_page = query.number("per_page", 30, 1..=100);
    let page = query.number("page", 1, 1..=1_000);
    let more = rows.len() > page * per_page;
    let rows = rows.into_iter().skip((page - 1) * per_page).take(per_page).collect();

    let mut response = Json(body(rows)).into_response();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    if more
        && let Ok(link) = HeaderValue::try_from(format!(
            "<http://{host}{path}?{}>; rel=\"next\"",
            query.with("page", &(page + 1).to_string())
        ))
    {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}
