//! tidewell's things as GitHub writes them.

use serde_json::{Map, Value, json};

use super::data::{self, Commit, Issue, Notification, OWNER, Pull, Release, Repository, Run, State};
use crate::world::{Clock, Dice, MAJA, Person};

/// Pages for people. A reserved name: nothing of the sandbox's leads out into the world.
const SITE: &str = "https://github.example";
const API: &str = "https://api.github.example";

pub(super) fn user(person: Person) -> Value {
    let (login, api) = (person.login, format!("{API}/users/{}", person.login));
    json!({
        "login": login,
        "id": id(login),
        "node_id": node(login),
        "avatar_url": format!("https://avatars.github.example/u/{}", id(login)),
        "gravatar_id": "",
        "url": api,
        "html_url": format!("{SITE}/{login}"),
        "followers_url": format!("{api}/followers"),
        "following_url": format!("{api}/following{{/other_user}}"),
        "gists_url": format!("{api}/gists{{/gist_id}}"),
        "starred_url": format!("{api}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{api}/subscriptions"),
        "organizations_url": format!("{api}/orgs"),
        "repos_url": format!("{api}/repos"),
        "events_url": format!("{api}/events{{/privacy}}"),
        "received_events_url": format!("{api}/received_events"),
        "type": if login.ends_with("-bot") { "Bot" } else { "User" },
        "site_admin": false,
        "user_view_type": "public",
    })
}

/// The account the token belongs to.
pub(super) fn me(clock: Clock) -> Value {
    let mut me = user(MAJA);
    extend(
        &mut me,
        json!({
            "name": MAJA.name, "company": "tidewell", "blog": "", "location": "Lisbon", "email": MAJA.email,
            "hireable": null, "bio": null, "twitter_username": null, "public_repos": 4, "public_gists": 0,
            "followers": 31, "following": 12, "created_at": "2017-03-02T09:14:51Z", "updated_at": data::time(clock, 1_500),
        }),
    );
    me
}

/// As it stands inside other things.
pub(super) fn minimal_repository(repository: &Repository) -> Value {
    const LINKS: [&str; 36] = [
        "archive",
        "assignees",
        "blobs",
        "branches",
        "collaborators",
        "comments",
        "commits",
        "compare",
        "contents",
        "contributors",
        "deployments",
        "downloads",
        "events",
        "forks",
        "git_commits",
        "git_refs",
        "git_tags",
        "issue_comment",
        "issue_events",
        "issues",
        "keys",
        "labels",
        "languages",
        "merges",
        "milestones",
        "notifications",
        "pulls",
        "releases",
        "stargazers",
        "statuses",
        "subscribers",
        "subscription",
        "tags",
        "teams",
        "trees",
        "hooks",
    ];
    let full_name = full_name(repository);
    let api = format!("{API}/repos/{full_name}");
    let mut value = json!({
        "id": id(&full_name),
        "node_id": node(&full_name),
        "name": repository.name,
        "full_name": full_name,
        "owner": organisation(),
        "private": repository.private,
        "html_url": format!("{SITE}/{full_name}"),
        "description": repository.description,
        "fork": false,
        "url": api,
    });
    let links: Map<_, _> =
        LINKS.iter().map(|link| (format!("{link}_url"), json!(format!("{api}/{}", link.replace('_', "/"))))).collect();
    extend(&mut value, Value::Object(links));
    value
}

pub(super) fn whole_repository(repository: &Repository, clock: Clock) -> Value {
    let full_name = full_name(repository);
    let mut dice = Dice::new(&full_name);
    let open = open_count(repository);
    let stars = if repository.private { 0 } else { dice.between(3, 240) };
    let mut value = minimal_repository(repository);
    extend(
        &mut value,
        json!({
            "git_url": format!("git://github.example/{full_name}.git"),
            "ssh_url": format!("git@github.example:{full_name}.git"),
            "clone_url": format!("{SITE}/{full_name}.git"),
            "svn_url": format!("{SITE}/{full_name}"),
            "mirror_url": null, "homepage": null, "license": null,
            "language": repository.language,
            "forks": 0, "forks_count": 0,
            "stargazers_count": stars, "watchers_count": stars, "watchers": stars,
            "size": dice.between(200, 90_000),
            "default_branch": "main",
            "open_issues": open, "open_issues_count": open,
            "has_issues": true, "has_projects": false, "has_wiki": false, "has_pages": false, "has_downloads": false,
            "archived": false, "disabled": false,
            "visibility": if repository.private { "private" } else { "public" },
            "pushed_at": data::time(clock, repository.pushed),
            "updated_at": data::time(clock, repository.pushed + 1),
            "created_at": "2021-04-12T08:00:00Z",
        }),
    );
    value
}

/// As GitHub counts: pull requests are issues.
fn open_count(repository: &Repository) -> usize {
    let issues = data::ISSUES.iter().filter(|issue| issue.open && issue.repository == repository.name).count();
    let pulls = data::PULLS.iter().filter(|pull| pull.state.is_open() && pull.repository == repository.name).count();
    issues + pulls
}

pub(super) fn pull(pull: &Pull, clock: Clock) -> Value {
    let repository = data::repository(pull.repository).expect("the table names repositories that are there");
    let full_name = full_name(repository);
    let (api, page) =
        (format!("{API}/repos/{full_name}/pulls/{}", pull.number), format!("{SITE}/{full_name}/pull/{}", pull.number));
    let issue = format!("{API}/repos/{full_name}/issues/{}", pull.number);
    let place = format!("{full_name}#{}", pull.number);
    let mut dice = Dice::new(&place);
    let branch = pull.title.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    let over = (!pull.state.is_open()).then(|| data::time(clock, pull.updated));
    let merged = (pull.state == State::Merged).then(|| data::time(clock, pull.updated));
    let whole = whole_repository(repository, clock);
    let statuses = format!("{API}/repos/{full_name}/statuses/{}", dice.hex(40));
    json!({
        "url": api, "id": id(&place), "node_id": node(&place), "html_url": page,
        "diff_url": format!("{page}.diff"), "patch_url": format!("{page}.patch"), "issue_url": issue,
        "commits_url": format!("{api}/commits"),
        "review_comments_url": format!("{api}/comments"),
        "review_comment_url": format!("{API}/repos/{full_name}/pulls/comments{{/number}}"),
        "comments_url": format!("{issue}/comments"),
        "statuses_url": statuses,
        "number": pull.number,
        "state": if pull.state.is_open() { "open" } else { "closed" },
        "locked": false,
        "title": pull.title,
        "user": user(pull.author),
        "body": null,
        "labels": pull.labels.iter().map(|name| label(&full_name, name)).collect::<Vec<_>>(),
        "milestone": null,
        "created_at": data::time(clock, pull.opened),
        "updated_at": data::time(clock, pull.updated),
        "closed_at": over,
        "merged_at": merged,
        "merge_commit_sha": dice.hex(40),
        "assignee": null,
        "assignees": [],
        "requested_reviewers": pull.reviewers.iter().copied().map(user).collect::<Vec<_>>(),
        "requested_teams": [],
        "draft": pull.state == State::Draft,
        "head": {
            "label": format!("{OWNER}:{branch}"), "ref": branch, "sha": dice.hex(40),
            "user": organisation(), "repo": whole,
        },
        "base": {
            "label": format!("{OWNER}:main"), "ref": "main", "sha": dice.hex(40),
            "user": organisation(), "repo": whole,
        },
        "_links": {
            "self": { "href": api }, "html": { "href": page }, "issue": { "href": issue },
            "comments": { "href": format!("{issue}/comments") },
            "review_comments": { "href": format!("{api}/comments") },
            "review_comment": { "href": format!("{API}/repos/{full_name}/pulls/comments{{/number}}") },
            "commits": { "href": format!("{api}/commits") }, "statuses": { "href": statuses },
        },
        "author_association": "MEMBER",
        "auto_merge": null,
    })
}

/// A pull request as it stands among issues.
pub(super) fn pull_as_issue(pull: &Pull, clock: Clock) -> Value {
    let full = format!("{OWNER}/{}", pull.repository);
    let page = format!("{SITE}/{full}/pull/{}", pull.number);
    let state = if pull.state.is_open() { "open" } else { "closed" };
    let mut value =
        issue_like(&full, pull.number, pull.title, pull.author, state, pull.labels, (pull.opened, pull.updated), clock);
    extend(
        &mut value,
        json!({
            "html_url": page, "assignee": null, "assignees": [], "comments": 1, "draft": pull.state == State::Draft,
            "pull_request": {
                "url": format!("{API}/repos/{full}/pulls/{}", pull.number), "html_url": page,
                "diff_url": format!("{page}.diff"), "patch_url": format!("{page}.patch"),
            },
        }),
    );
    value
}

pub(super) fn issue(issue: &Issue, clock: Clock) -> Value {
    let full = format!("{OWNER}/{}", issue.repository);
    let state = if issue.open { "open" } else { "closed" };
    let mut value = issue_like(
        &full,
        issue.number,
        issue.title,
        issue.author,
        state,
        issue.labels,
        (issue.opened, issue.updated),
        clock,
    );
    extend(
        &mut value,
        json!({
            "html_url": format!("{SITE}/{full}/issues/{}", issue.number),
            "assignee": issue.assignee.map(user),
            "assignees": issue.assignee.map(user).into_iter().collect::<Vec<_>>(),
            "comments": issue.comments,
        }),
    );
    value
}

#[expect(clippy::too_many_arguments, reason = "what issues and pull requests have in common")]
fn issue_like(
    full_name: &str,
    number: u32,
    title: &str,
    author: Person,
    state: &str,
    labels: &[&str],
    (opened, updated): (i64, i64),
    clock: Clock,
) -> Value {
    let api = format!("{API}/repos/{full_name}/issues/{number}");
    let place = format!("{full_name}#{number} issue");
    json!({
        "id": id(&place), "node_id": node(&place), "url": api,
        "repository_url": format!("{API}/repos/{full_name}"),
        "labels_url": format!("{api}/labels{{/name}}"),
        "comments_url": format!("{api}/comments"), "events_url": format!("{api}/events"),
        "number": number, "state": state, "state_reason": null, "title": title, "user": user(author), "body": "Seen on the jetty.",
        "labels": labels.iter().map(|name| label(full_name, name)).collect::<Vec<_>>(),
        "milestone": null, "locked": false, "active_lock_reason": null, "author_association": "MEMBER",
        "created_at": data::time(clock, opened), "updated_at": data::time(clock, updated),
        "closed_at": (state == "closed").then(|| data::time(clock, updated)),
    })
}

pub(super) fn notification(notification: &Notification, clock: Clock) -> Value {
    let repository = data::repository(notification.repository).expect("the table names repositories that are there");
    let thread = id(&format!("{} {}", notification.repository, notification.title));
    json!({
        "id": thread.to_string(),
        "repository": minimal_repository(repository),
        "subject": {
            "title": notification.title, "type": notification.kind,
            "url": format!("{API}/repos/{}/issues/1", full_name(repository)),
            "latest_comment_url": format!("{API}/repos/{}/issues/1", full_name(repository)),
        },
        "reason": notification.reason,
        "unread": notification.unread,
        "updated_at": data::time(clock, notification.updated),
        "last_read_at": (!notification.unread).then(|| data::time(clock, notification.updated - 5)),
        "url": format!("{API}/notifications/threads/{thread}"),
        "subscription_url": format!("{API}/notifications/threads/{thread}/subscription"),
    })
}

pub(super) fn release(release: &Release, clock: Clock) -> Value {
    let full = format!("{OWNER}/{}", release.repository);
    let number = id(&format!("{full} {}", release.tag));
    let api = format!("{API}/repos/{full}/releases/{number}");
    json!({
        "url": api, "html_url": format!("{SITE}/{full}/releases/tag/{}", release.tag),
        "assets_url": format!("{api}/assets"), "upload_url": format!("{api}/assets{{?name,label}}"),
        "tarball_url": format!("{API}/repos/{full}/tarball/{}", release.tag),
        "zipball_url": format!("{API}/repos/{full}/zipball/{}", release.tag),
        "id": number, "node_id": node(release.tag), "tag_name": release.tag, "target_commitish": "main",
        "name": release.name, "body": "", "draft": false, "prerelease": release.prerelease,
        "created_at": data::time(clock, release.published + 3), "published_at": data::time(clock, release.published),
        "author": user(release.author), "assets": [],
    })
}

pub(super) fn run(run: &Run, repository: &Repository, clock: Clock) -> Value {
    let full = full_name(repository);
    let number = id(&format!("{full} {} {}", run.workflow, run.number));
    let api = format!("{API}/repos/{full}/actions/runs/{number}");
    let file = format!(".github/workflows/{}.yml", run.workflow.to_lowercase());
    let workflow = id(&format!("{full} {}", run.workflow));
    let ended = run.took.map_or(run.created, |took| run.created - took);
    json!({
        "id": number, "name": run.workflow, "node_id": node(&run.sha), "head_branch": run.branch, "head_sha": run.sha,
        "path": file, "display_title": run.title, "run_number": run.number, "run_attempt": 1, "event": run.event,
        "status": if run.took.is_some() { "completed" } else { "in_progress" },
        "conclusion": run.conclusion, "workflow_id": workflow, "check_suite_id": number + 1,
        "url": api, "html_url": format!("{SITE}/{full}/actions/runs/{number}"), "pull_requests": [],
        "created_at": data::time(clock, run.created), "updated_at": data::time(clock, ended.max(0)),
        "run_started_at": data::time(clock, run.created),
        "actor": user(run.actor), "triggering_actor": user(run.actor),
        "jobs_url": format!("{api}/jobs"), "logs_url": format!("{api}/logs"),
        "check_suite_url": format!("{API}/repos/{full}/check-suites/{}", number + 1),
        "artifacts_url": format!("{api}/artifacts"), "cancel_url": format!("{api}/cancel"),
        "rerun_url": format!("{api}/rerun"), "previous_attempt_url": null,
        "workflow_url": format!("{API}/repos/{full}/actions/workflows/{workflow}"),
        "head_commit": {
            "id": run.sha, "tree_id": run.sha, "message": run.title, "timestamp": data::time(clock, run.created + 1),
            "author": { "name": run.actor.name, "email": run.actor.email },
            "committer": { "name": run.actor.name, "email": run.actor.email },
        },
        "repository": minimal_repository(repository),
        "head_repository": minimal_repository(repository),
    })
}

pub(super) fn commit(commit: &Commit, repository: &Repository, clock: Clock) -> Value {
    let full = full_name(repository);
    let api = format!("{API}/repos/{full}/commits/{}", commit.sha);
    let signature =
        json!({ "name": commit.author.name, "email": commit.author.email, "date": data::time(clock, commit.at) });
    json!({
        "url": api, "sha": commit.sha, "node_id": node(&commit.sha),
        "html_url": format!("{SITE}/{full}/commit/{}", commit.sha),
        "comments_url": format!("{api}/comments"),
        "commit": {
            "url": format!("{API}/repos/{full}/git/commits/{}", commit.sha),
            "author": signature, "committer": signature, "message": commit.message, "comment_count": 0,
            "tree": { "sha": commit.sha, "url": format!("{API}/repos/{full}/git/trees/{}", commit.sha) },
            "verification": { "verified": false, "reason": "unsigned", "payload": null, "signature": null, "verified_at": null },
        },
        "author": user(commit.author),
        "committer": user(commit.author),
        "parents": [{
            "sha": commit.parent,
            "url": format!("{API}/repos/{full}/commits/{}", commit.parent),
            "html_url": format!("{SITE}/{full}/commit/{}", commit.parent),
        }],
    })
}

fn label(full_name: &str, name: &str) -> Value {
    let place = format!("{full_name} {name}");
    json!({
        "id": id(&place), "node_id": node(&place), "url": format!("{API}/repos/{full_name}/labels/{name}"),
        "name": name, "description": "", "default": name == "bug",
        "color": if name == "bug" { "d73a4a" } else { "c5def5" },
    })
}

fn organisation() -> Value {
    let mut value = user(Person { login: OWNER, name: OWNER, email: "" });
    extend(&mut value, json!({ "type": "Organization" }));
    value
}

pub(super) fn full_name(repository: &Repository) -> String {
    format!("{OWNER}/{}", repository.name)
}

pub(super) fn extend(value: &mut Value, more: Value) {
    if let (Value::Object(value), Value::Object(more)) = (value, more) {
        value.extend(more);
    }
}

/// Small enough for every reader of JSON numbers.
fn id(place: &str) -> u32 {
    u32::try_from(Dice::new(place).roll() % 900_000_000).unwrap_or_default() + 100_000_000
}

fn node(place: &str) -> String {
    format!("N_{}", Dice::new(place).word(16))
}
