//! GitHub's REST API: its addresses, pages and refusals.

use domain::wizard::QuestionOption;
use futures::{StreamExt, TryStreamExt, stream};
use http::{HeaderMap, HeaderValue, header};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    http::{Answer, bearer},
    providers::{Access, ProviderError, shortened},
};

/// Repositories asked at the same time; GitHub frowns on many at once from one account.
const AT_ONCE: usize = 4;
/// The most GitHub gives at once.
const PAGE: usize = 100;
/// Pages read of one repository before we make do with what there is.
const MAX_PAGES: usize = 6;
const DEFAULT_LIMIT: usize = 30;

#[derive(Deserialize)]
struct User {
    login: String,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
    #[serde(default)]
    open_issues_count: u64,
}

pub(super) async fn login(access: &Access) -> Result<String, ProviderError> {
    let answer = get(access, access.url(["user"])).await?;
    let user: User = accepted(&answer, None)?.json()?;
    Ok(user.login)
}

pub(super) async fn options(access: &Access, source: &str) -> Result<Vec<QuestionOption>, ProviderError> {
    if source != "repositories" {
        return Err(ProviderError::NotFound { what: Some(source.to_owned()) });
    }
    let rows = list(access, repositories(access, PAGE), PAGE, None).await?;
    let options = rows.into_iter().filter_map(|row| serde_json::from_value::<Repository>(row).ok()).map(|repository| {
        QuestionOption {
            note: (repository.open_issues_count > 0).then(|| format!("{} open", repository.open_issues_count)),
            label: repository.full_name.clone(),
            value: repository.full_name,
        }
    });
    Ok(options.collect())
}

pub(super) async fn read(access: &Access, path: &str, params: &Map<String, Value>) -> Result<Value, ProviderError> {
    let text = |name: &str| params.get(name).and_then(Value::as_str);
    let flag = |name: &str| params.get(name).and_then(Value::as_bool).unwrap_or(false);
    let limit =
        params.get("limit").and_then(Value::as_u64).and_then(|limit| limit.try_into().ok()).unwrap_or(DEFAULT_LIMIT);

    let rows = match path {
        "/pulls" => {
            let query =
                [("state", text("state").or(Some("open"))), ("sort", Some("updated")), ("direction", Some("desc"))];
            Merged { path: &["pulls"], query: &query, newest_by: &["updated_at"] }.read(access, params, limit).await?
        }
        "/issues" => {
            let labels = params.get("labels").and_then(Value::as_array).map(|labels| joined(labels));
            let query = [
                ("state", text("state").or(Some("open"))),
                ("labels", labels.as_deref()),
                ("assignee", text("assignee")),
                ("since", text("since")),
                ("sort", Some("updated")),
                ("direction", Some("desc")),
            ];
            Merged { path: &["issues"], query: &query, newest_by: &["updated_at"] }.read(access, params, limit).await?
        }
        "/actions/runs" => {
            let created = text("since").map(|since| format!(">={since}"));
            let query = [("branch", text("branch")), ("status", text("status")), ("created", created.as_deref())];
            Merged { path: &["actions", "runs"], query: &query, newest_by: &["created_at"] }
                .read(access, params, limit)
                .await?
        }
        "/commits" => {
            let query = [
                ("sha", text("branch")),
                ("author", text("author")),
                ("since", text("since")),
                ("until", text("until")),
            ];
            Merged { path: &["commits"], query: &query, newest_by: &["commit", "author", "date"] }
                .read(access, params, limit)
                .await?
        }
        "/releases" => {
            Merged { path: &["releases"], query: &[], newest_by: &["created_at"] }.read(access, params, limit).await?
        }
        "/notifications" => {
            let mut url = access.url(["notifications"]);
            url.query_pairs_mut()
                .append_pair("all", bool_text(flag("all")))
                .append_pair("participating", bool_text(flag("participating")))
                .extend_pairs(text("since").map(|since| ("since", since)))
                // Fifty is the most here.
                .append_pair("per_page", &limit.min(50).to_string());
            let mut rows = list(access, url, limit, None).await?;
            rows.iter_mut().for_each(slim);
            rows
        }
        "/user/repos" => {
            let mut rows = list(access, repositories(access, limit), limit, None).await?;
            rows.iter_mut().for_each(slim);
            rows
        }
        "/search/issues" => return search(access, text("query").unwrap_or_default(), text("sort"), limit).await,
        _ => return Err(ProviderError::NotFound { what: Some(path.to_owned()) }),
    };
    Ok(Value::Array(rows))
}

/// One list out of several repositories' lists.
struct Merged<'a> {
    /// After `/repos/{owner}/{name}`.
    path: &'a [&'a str],
    query: &'a [(&'a str, Option<&'a str>)],
    /// Where a row says when something last happened to it.
    newest_by: &'a [&'a str],
}

impl Merged<'_> {
    async fn read(
        &self,
        access: &Access,
        params: &Map<String, Value>,
        limit: usize,
    ) -> Result<Vec<Value>, ProviderError> {
        let repositories = params.get("repositories").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let names = repositories.iter().filter_map(Value::as_str).map(owner_and_name).collect::<Result<Vec<_>, _>>()?;

        let reads: Vec<_> = names.into_iter().map(|name| self.of(access, name, limit)).collect();
        let lists: Vec<_> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
        let mut rows: Vec<_> = lists.into_iter().flatten().collect();
        // Times are RFC 3339 in UTC, so their text sorts as they do.
        rows.sort_by(|a, b| self.newest(b).cmp(self.newest(a)));
        rows.truncate(limit);
        Ok(rows)
    }

    async fn of(
        &self,
        access: &Access,
        (owner, name): (&str, &str),
        limit: usize,
    ) -> Result<Vec<Value>, ProviderError> {
        let repository = format!("{owner}/{name}");
        let mut url = access.url(["repos", owner, name].into_iter().chain(self.path.iter().copied()));
        url.query_pairs_mut()
            .extend_pairs(self.query.iter().filter_map(|(key, value)| Some((*key, (*value)?))))
            .append_pair("per_page", &limit.min(PAGE).to_string());

        let mut rows = list(access, url, limit, Some(&repository)).await?;
        for row in &mut rows {
            slim(row);
            if let Value::Object(row) = row
                && !row.contains_key("repository")
            {
                row.insert("repository".into(), json!({ "full_name": repository }));
            }
        }
        Ok(rows)
    }

    fn newest<'r>(&self, row: &'r Value) -> &'r str {
        self.newest_by.iter().fold(row, |value, key| &value[*key]).as_str().unwrap_or_default()
    }
}

/// `tidewell/web` → its two parts.
fn owner_and_name(full: &str) -> Result<(&str, &str), ProviderError> {
    let is_name = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    match full.split_once('/') {
        Some((owner, name)) if is_name(owner) && is_name(name) => Ok((owner, name)),
        _ => Err(ProviderError::Invalid {
            message: format!("`{}` is not a repository: write it as owner/name", shortened(full)),
        }),
    }
}

fn repositories(access: &Access, limit: usize) -> Url {
    let mut url = access.url(["user", "repos"]);
    url.query_pairs_mut().append_pair("sort", "pushed").append_pair("per_page", &limit.min(PAGE).to_string());
    url
}

async fn search(access: &Access, query: &str, sort: Option<&str>, limit: usize) -> Result<Value, ProviderError> {
    let mut url = access.url(["search", "issues"]);
    url.query_pairs_mut()
        .append_pair("q", query)
        .extend_pairs(sort.map(|sort| ("sort", sort)))
        .append_pair("per_page", &limit.to_string());
    let answer = get(access, url).await?;
    let mut found: Value = accepted(&answer, None)?.json()?;
    if let Some(items) = found.get_mut("items").and_then(Value::as_array_mut) {
        items.iter_mut().for_each(slim);
    }
    Ok(found)
}

/// Up to `limit` rows, following GitHub's own links from page to page.
async fn list(
    access: &Access,
    first: Url,
    limit: usize,
    repository: Option<&str>,
) -> Result<Vec<Value>, ProviderError> {
    let mut rows = Vec::new();
    let mut next = Some(first);
    for _ in 0..MAX_PAGES {
        let Some(url) = next.take() else { break };
        let answer = get(access, url).await?;
        // A repository without commits, and one whose issues are switched off: nothing to show is not a failure.
        if matches!(answer.status.as_u16(), 409 | 410) {
            break;
        }
        let page: Page = accepted(&answer, repository)?.json()?;
        // GitHub counts pull requests as issues; they have a list of their own.
        rows.extend(page.rows().into_iter().filter(|row| row.get("pull_request").is_none()));
        if rows.len() >= limit {
            break;
        }
        next = next_page(&answer.headers).filter(|url| url.origin() == access.base_url.origin());
    }
    rows.truncate(limit);
    Ok(rows)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Page {
    Plain(Vec<Value>),
    Runs { workflow_runs: Vec<Value> },
}

impl Page {
    fn rows(self) -> Vec<Value> {
        match self {
            Self::Plain(rows) | Self::Runs { workflow_runs: rows } => rows,
        }
    }
}

/// `Link: <https://…&page=2>; rel="next", …`
fn next_page(headers: &HeaderMap) -> Option<Url> {
    let links = headers.get(header::LINK)?.to_str().ok()?;
    let next = links.split(',').find(|link| link.contains("rel=\"next\""))?;
    next.split_once('<')?.1.split_once('>')?.0.parse().ok()
}

async fn get(access: &Access, url: Url) -> Result<std::sync::Arc<Answer>, ProviderError> {
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, bearer(access.secret("token"))?);
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/vnd.github+json"));
    headers.insert("x-github-api-version", HeaderValue::from_static("2022-11-28"));
    Ok(access.http.get(url, headers).await?)
}

/// The answer if it is a good one, else what GitHub means by it.
fn accepted<'a>(answer: &'a Answer, repository: Option<&str>) -> Result<&'a Answer, ProviderError> {
    if answer.status.is_success() {
        return Ok(answer);
    }
    let text =
        |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty());
    Err(match answer.status.as_u16() {
        // Both limits of GitHub may come as 403: the hourly one with nothing remaining, the
        // one against bursts with a pause.
        403 | 429 if text("retry-after").is_some() || text("x-ratelimit-remaining") == Some("0") => {
            let retry_after = answer.retry_after().or_else(|| until_reset(text("x-ratelimit-reset")?, text("date")?));
            ProviderError::RateLimited { retry_after: retry_after.unwrap_or(std::time::Duration::from_secs(60)) }
        }
        403 => {
            let needed = text("x-accepted-github-permissions").or_else(|| text("x-accepted-oauth-scopes"));
            ProviderError::Forbidden { missing_scope: needed.map(str::to_owned) }
        }
        404 => ProviderError::NotFound { what: repository.map(str::to_owned) },
        422 => {
            let refusal: Refusal = serde_json::from_slice(&answer.body).unwrap_or_default();
            ProviderError::Invalid { message: shortened(&refusal.message) }
        }
        _ => answer.refusal(),
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    message: String,
}

/// From GitHub's own clock to when it counts anew.
fn until_reset(reset: &str, date: &str) -> Option<std::time::Duration> {
    let reset = Timestamp::from_second(reset.parse().ok()?).ok()?;
    let now = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    let wait = reset.duration_since(now).clamp(SignedDuration::ZERO, SignedDuration::from_hours(1));
    wait.try_into().ok()
}

/// Drops the addresses of the API itself (a pull request carries some eighty), which say
/// nothing to a person and are nine tenths of the answer.
fn slim(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|key, _| {
                let is_api_address = key.ends_with("_url") && key != "html_url" && key != "avatar_url";
                !is_api_address && key != "_links" && key != "node_id"
            });
            object.values_mut().for_each(slim);
        }
        Value::Array(items) => items.iter_mut().for_each(slim),
        _ => {}
    }
}

fn joined(texts: &[Value]) -> String {
    texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")
}

fn bool_text(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_an_owner_and_a_name_and_leads_nowhere_else() {
        assert_eq!(owner_and_name("tidewell/web.js"), Ok(("tidewell", "web.js")));
        for wrong in [
            "",
            "web",
            "/web",
            "tidewell/",
            "a/b/c",
            "../user",
            "a/..",
            "a b/c",
            "a/b?x=1",
            "a/b#x",
            "https://x.test/a/b",
        ] {
            assert!(matches!(owner_and_name(wrong), Err(ProviderError::Invalid { .. })), "{wrong}");
        }
    }

    #[test]
    fn the_next_page_is_the_link_that_says_next() {
        let links = "<https://api.github.com/a?page=1>; rel=\"prev\", <https://api.github.com/a?page=3>; rel=\"next\"";
        let headers = HeaderMap::from_iter([(header::LINK, HeaderValue::from_static(links))]);
        assert_eq!(next_page(&headers).map(String::from).as_deref(), Some("https://api.github.com/a?page=3"));

        let last = HeaderMap::from_iter([(
            header::LINK,
            HeaderValue::from_static("<https://api.github.com/a>; rel=\"first\""),
        )]);
        assert_eq!(next_page(&last), None);
    }

    #[test]
    fn addresses_for_people_stay_and_those_of_the_api_go() {
        let mut row = json!({
            "html_url": "https://github.com/a/b/pull/1", "comments_url": "https://api.github.com/…", "_links": {},
            "user": { "login": "maja", "avatar_url": "https://…", "repos_url": "https://…" },
        });
        slim(&mut row);
        assert_eq!(
            row,
            json!({ "html_url": "https://github.com/a/b/pull/1", "user": { "login": "maja", "avatar_url": "https://…" } })
        );
    }
}
