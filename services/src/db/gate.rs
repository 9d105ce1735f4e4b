//! What must hold before the first request: a database whose roles or tables are not as the
//! migrations made them is not served.

use sqlx::{PgConnection, PgPool};

use super::{KEEPER_ROLE, RUNTIME_ROLE};
use crate::StartError;

/// Lets the login act as the roles. A superuser may anyhow; any other login that made them
/// can say so itself, whichever version of PostgreSQL it is. Where it cannot, an
/// administrator has done it, or [`StartError::RuntimeRole`] asks for it.
pub(super) async fn let_login_serve(owner: &mut PgConnection) -> Result<(), StartError> {
    const GRANT: &str = "
        do $$ begin
            if not (select rolsuper from pg_roles where rolname = session_user) then
                set local client_min_messages = warning;
                grant dash_app, dash_keeper to session_user;
            end if;
        exception when insufficient_privilege then null;
        end $$";
    sqlx::raw_sql(GRANT).execute(owner).await.map_err(StartError::Database)?;
    Ok(())
}

/// The roles can do nothing that row-level security would not see.
pub(super) async fn check_roles(owner: &mut PgConnection) -> Result<(), StartError> {
    for role in [RUNTIME_ROLE, KEEPER_ROLE] {
        let held = sqlx::query!(
            r#"
            select
                rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as "powerful!",
                exists (select from pg_auth_members where member = pg_roles.oid) as "member!",
                exists (
                    select from pg_shdepend
                    where refclassid = 'pg_authid'::regclass and refobjid = pg_roles.oid and deptype = 'o'
                ) as "owner!"
            from pg_roles
            where rolname = $1
            "#,
            role,
        )
        .fetch_one(&mut *owner)
        .await
        .map_err(StartError::Database)?;

        let too_much = [
            (held.powerful, "has rights of its own (superuser, bypassrls, createrole, createdb or replication)"),
            (held.member, "is a member of another role"),
            (held.owner, "owns something"),
        ];
        if let Some((_, what)) = too_much.into_iter().find(|(is, _)| *is) {
            return Err(StartError::RoleTooPowerful { role, what });
        }
    }
    Ok(())
}

/// Every table that belongs to users keeps them apart.
pub(super) async fn check_tables(owner: &mut PgConnection) -> Result<(), StartError> {
    let open = sqlx::query_scalar!(
        r#"
        select relname::text as "table!"
        from pg_class
        where relnamespace = 'public'::regnamespace
          and relkind in ('r', 'p')
          and not (relrowsecurity and relforcerowsecurity)
          and (
              relname = 'users'
              or exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'user_id' and not attisdropped)
          )
        order by relname
        "#
    )
    .fetch_all(owner)
    .await
    .map_err(StartError::Database)?;

    if open.is_empty() { Ok(()) } else { Err(StartError::OpenTables { tables: open.join(", ") }) }
}

/// Connections of the pool really are what they should be; a pooler between us and the
/// database may drop the start-up options that say so.
pub(super) async fn check_connection(pool: &PgPool) -> Result<(), StartError> {
    let role = sqlx::query_scalar!(r#"select current_user::text as "role!""#)
        .fetch_one(pool)
        .await
        .map_err(StartError::RuntimeRole)?;
    if role == RUNTIME_ROLE { Ok(()) } else { Err(StartError::WrongRole { role }) }
}
