//! No user reaches what is another's, whatever a query forgets.

use domain::UserId;
use services::{accounts, jobs, widgets};
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction, error::DatabaseError};

use crate::{TestApp, app::origin};

/// Tables that belong to nobody.
const NOBODYS: [&str; 2] = ["_sqlx_migrations", "login_attempts"];

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn every_table_keeps_users_apart_or_belongs_to_nobody(owner: PgPool) {
    let open: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
           and not (relrowsecurity and relforcerowsecurity)
         order by relname",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    assert_eq!(open, NOBODYS);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn every_policy_checks_what_is_written_and_none_lets_everything_through(owner: PgPool) {
    let loose: Vec<String> = sqlx::query_scalar(
        "select tablename || '.' || policyname from pg_policies
         where schemaname = 'public'
           and ((cmd <> 'SELECT' and cmd <> 'DELETE' and with_check is null)
                or coalesce(qual, '') = 'true' or coalesce(with_check, '') = 'true')",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    assert_eq!(loose, [""; 0]);

    let policies: i64 = sqlx::query_scalar("select count(*) from pg_policies").fetch_one(&owner).await.unwrap();
    assert!(policies > 10, "there are policies to look at: {policies}");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn there_is_no_view_that_reads_past_a_policy(owner: PgPool) {
    let views: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    assert_eq!(views, [""; 0]);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn the_roles_own_nothing_and_have_no_rights_of_their_own(owner: PgPool) {
    let roles: Vec<(String, bool, bool, i64, i64)> = sqlx::query_as(
        "select rolname::text,
                rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication,
                rolcanlogin,
                (select count(*) from pg_shdepend
                 where refclassid = 'pg_authid'::regclass and refobjid = pg_roles.oid and deptype = 'o'),
                (select count(*) from pg_auth_members where member = pg_roles.oid)
         from pg_roles where rolname in ('dash_app', 'dash_keeper') order by rolname",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    let plain = |name: &str| (name.to_owned(), false, false, 0, 0);
    assert_eq!(roles, [plain("dash_app"), plain("dash_keeper")]);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn the_serving_role_has_no_right_it_does_not_need(owner: PgPool) {
    let too_much: Vec<String> = sqlx::query_scalar(
        "select relname || ': ' || right_ from pg_class,
             unnest(array['TRUNCATE', 'REFERENCES', 'TRIGGER', 'SELECT', 'INSERT', 'UPDATE', 'DELETE']) right_
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
           and (right_ in ('TRUNCATE', 'REFERENCES', 'TRIGGER') or relispartition or relname = '_sqlx_migrations')
           and has_table_privilege('dash_app', pg_class.oid, right_)",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    assert_eq!(too_much, [""; 0]);

    let may: (bool, bool, bool) = sqlx::query_as(
        "select has_schema_privilege('dash_app', 'public', 'CREATE'),
                has_function_privilege('dash_app', 'event_history_forget(integer)', 'EXECUTE'),
                has_table_privilege('dash_app', 'event_history', 'UPDATE')",
    )
    .fetch_one(&owner)
    .await
    .unwrap();
    assert_eq!(may, (false, false, false), "(create, forget events, rewrite history)");
}

/// A row in every table that has a `user_id`, for one user.
const SEED: &str = include_str!("seed.sql");

/// Two users with a row in every table, and what the serving role sees of it.
struct TwoUsers {
    app: TestApp,
    tables: Vec<String>,
    a: UserId,
    b: UserId,
}

impl TwoUsers {
    async fn start(owner: PgPool) -> Self {
        let app = TestApp::start(owner).await;
        let a = app.person("a@example.org").await.actor.user;
        let b = app.person("b@example.org").await.actor.user;
        for user in [a, b] {
            sqlx::raw_sql(AssertSqlSafe(SEED.replace("$1", &format!("'{user}'")))).execute(&app.owner).await.unwrap();
        }
        let tables = app.tables_of_users().await;
        for table in &tables {
            for user in [a, b] {
                assert!(app.count(&format!("{table} where user_id = '{user}'")).await > 0, "seed.sql fills {table}");
            }
        }
        Self { app, tables, a, b }
    }

    /// As requests are served, in the name of `user`.
    async fn serving(&self, user: Option<UserId>) -> Transaction<'static, Postgres> {
        let mut tx = self.app.owner.begin().await.unwrap();
        sqlx::query("set local role dash_app").execute(&mut *tx).await.unwrap();
        if let Some(user) = user {
            sqlx::query("select set_config('app.user_id', $1, true)")
                .bind(user.to_string())
                .execute(&mut *tx)
                .await
                .unwrap();
        }
        tx
    }
}

async fn run(tx: &mut Transaction<'static, Postgres>, sql: String) -> Result<u64, String> {
    sqlx::query(AssertSqlSafe(sql))
        .execute(&mut **tx)
        .await
        .map(|done| done.rows_affected())
        .map_err(|error| error.as_database_error().and_then(DatabaseError::code).unwrap_or_default().into_owned())
}

/// "permission denied", or "violates row-level security policy".
const DENIED: &str = "42501";

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn without_a_context_no_row_is_seen(owner: PgPool) {
    let two = TwoUsers::start(owner).await;
    for table in two.tables.iter().map(String::as_str).chain(["users"]) {
        let mut tx = two.serving(None).await;
        let seen = run(&mut tx, format!("select 1 from {table}")).await;
        assert_eq!(seen, Ok(0), "{table}");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_user_sees_their_own_rows_and_no_others(owner: PgPool) {
    let two = TwoUsers::start(owner).await;
    for table in &two.tables {
        let mut tx = two.serving(Some(two.a)).await;
        let users: Vec<uuid::Uuid> = sqlx::query_scalar(AssertSqlSafe(format!("select distinct user_id from {table}")))
            .fetch_all(&mut *tx)
            .await
            .unwrap();
        assert_eq!(users, [two.a.0], "{table}");
    }
    let mut tx = two.serving(Some(two.a)).await;
    let users: Vec<uuid::Uuid> = sqlx::query_scalar("select id from users").fetch_all(&mut *tx).await.unwrap();
    assert_eq!(users, [two.a.0]);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn nobody_writes_in_anothers_name(owner: PgPool) {
    let two = TwoUsers::start(owner).await;
    for table in &two.tables {
        let mut tx = two.serving(Some(two.a)).await;
        let copied = run(
            &mut tx,
            format!(
                "insert into {table} select (jsonb_populate_record({table}, jsonb_build_object('user_id', '{}'))).* from {table}",
                two.b
            ),
        )
        .await;
        assert_eq!(copied, Err(DENIED.to_owned()), "insert into {table}");

        let mut tx = two.serving(Some(two.a)).await;
        let moved = run(&mut tx, format!("update {table} set user_id = '{}'", two.b)).await;
        assert_eq!(moved, Err(DENIED.to_owned()), "update {table}");
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn nobody_changes_or_deletes_what_is_anothers(owner: PgPool) {
    let two = TwoUsers::start(owner).await;
    for table in &two.tables {
        for sql in [
            format!("update {table} set user_id = '{}' where user_id = '{}'", two.a, two.b),
            format!("delete from {table} where user_id = '{}'", two.b),
        ] {
            let mut tx = two.serving(Some(two.a)).await;
            let done = run(&mut tx, sql.clone()).await;
            assert!(done == Ok(0) || done == Err(DENIED.to_owned()), "{sql}: {done:?}");
        }
    }
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn no_row_can_point_at_anothers(owner: PgPool) {
    let two = TwoUsers::start(owner).await;
    // Past row-level security, so that only the keys are left to refuse it.
    let crossed = sqlx::query(
        "insert into widget_feedback (id, user_id, widget_id, answer, answered_at)
         select gen_random_uuid(), $1, id, 'mine now', now() from widget_instances where user_id = $2",
    )
    .bind(two.a.0)
    .bind(two.b.0)
    .execute(&two.app.owner)
    .await
    .unwrap_err();
    assert!(crossed.as_database_error().unwrap().is_foreign_key_violation(), "{crossed}");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn the_keeper_sees_only_what_is_to_be_thrown_away(owner: PgPool) {
    let two = TwoUsers::start(owner).await;
    for (table, column) in [("users", "id"), ("sessions", "expires_at"), ("widget_instances", "deleted_at")] {
        let mut tx = two.app.owner.begin().await.unwrap();
        sqlx::query("set local role dash_keeper").execute(&mut *tx).await.unwrap();
        assert_eq!(run(&mut tx, format!("select {column} from {table}")).await, Ok(0), "{table}");
        assert_eq!(run(&mut tx, format!("delete from {table}")).await, Ok(0), "{table}");
        assert_eq!(run(&mut tx, "select email from users".to_owned()).await, Err(DENIED.to_owned()));
    }
}

/// As on a hosted PostgreSQL: the login owns the database and may create roles, no more. What
/// a superuser could do in passing has to be allowed here. The cluster has the two roles from
/// another database, so an administrator has granted them, as the refusal asks.
#[sqlx::test(migrations = false)]
async fn an_owner_without_powers_serves_as_well(superuser: PgPool) {
    let options = (*superuser.connect_options()).clone();
    let database = options.get_database().unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!(
        "do $$ begin
             create role dash_test_owner login createrole password 'owner';
         exception when duplicate_object or unique_violation then null;
         end $$;
         do $$ begin
             create role dash_app; exception when duplicate_object or unique_violation then null;
         end $$;
         do $$ begin
             create role dash_keeper; exception when duplicate_object or unique_violation then null;
         end $$;
         grant dash_app, dash_keeper to dash_test_owner;
         alter database \"{database}\" owner to dash_test_owner"
    )))
    .execute(&superuser)
    .await
    .unwrap();
    let login = options.clone().username("dash_test_owner").password("owner");

    let app = TestApp::start_with(superuser, |config| config.database = Some(login)).await;

    let visit = accounts::look_around(&app.services, &origin()).await.unwrap();
    let actor = accounts::present(&app.services, &visit.token).await.unwrap().unwrap().actor;
    assert_eq!(widgets::list(&app.services, actor).await.unwrap().len(), 6);
    app.as_owner("update users set created_at = created_at - interval '25 hours'").await;
    assert_eq!(jobs::clean(&app.services).await.unwrap().visitors, 1);
    assert_eq!(app.count("users").await, 0);
    assert_eq!(app.count("event_history").await, 0);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_database_with_an_open_table_is_not_served(owner: PgPool) {
    sqlx::raw_sql("create table notes (user_id uuid not null, text text)").execute(&owner).await.unwrap();
    let config = services::config::Config {
        database: Some((*owner.connect_options()).clone()),
        encryption_keys: vec![services::vault::Key::generate()],
        ..services::config::Config::defaults()
    };
    let refused = services::Services::start(config).await.err().expect("does not start").to_string();
    assert_eq!(refused, "row-level security is not forced on these tables, users could see each other's data: notes");
}
