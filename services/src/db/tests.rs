//! What only the pool itself can show.

use std::time::Duration;

use domain::{UserId, account::Scope};
use futures::future::join_all;
use sqlx::{Executor, PgPool};
use uuid::Uuid;

use super::Db;
use crate::Actor;

const ROUNDS: u64 = 5_000;

async fn two_users(owner: &PgPool) -> [Actor; 2] {
    let actors = [1, 2].map(|n| Actor { user: UserId(Uuid::from_u128(n)), scope: Scope::Write });
    for actor in actors {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
            "insert into users values ('{0}', '{0}@example.org', 'hash', 'x', 'person', 'UTC', 'en', now());
             insert into wizard_conversations (id, user_id, stage, state, started_at, saved_at)
             values ('{0}', '{0}', 'preview', '{{}}', now(), now())",
            actor.user
        )))
        .execute(owner)
        .await
        .unwrap();
    }
    actors
}

async fn seen(conn: &mut sqlx::PgConnection) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar("select user_id from wizard_conversations").fetch_all(conn).await
}

/// Requests of two users on two connections, many of them given up at any point: nobody ever
/// sees the other's row.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn requests_given_up_halfway_leave_nothing_for_the_next(owner: PgPool) {
    let actors = two_users(&owner).await;
    let db = Db::serve(&owner.connect_options(), 2).await.unwrap();

    let workers = (0..8_u64).map(|worker| {
        let db = db.clone();
        tokio::spawn(async move {
            let (mut finished, mut given_up) = (0, 0);
            for round in (worker..ROUNDS).step_by(8) {
                let actor = actors[usize::from(round % 3 == 0)];
                let request = async {
                    let mut tx = db.begin_as(actor).await?;
                    let seen = seen(&mut tx).await?;
                    if round % 2 == 0 {
                        tx.commit().await?;
                    }
                    Ok::<_, sqlx::Error>(seen)
                };
                let patience = if round % 5 == 0 {
                    Duration::from_secs(30)
                } else {
                    Duration::from_micros(rand::random_range(0..1500))
                };
                match tokio::time::timeout(patience, request).await {
                    Ok(seen) => {
                        assert_eq!(seen.unwrap(), [actor.user.0], "round {round}");
                        finished += 1;
                    }
                    Err(_) => given_up += 1,
                }
            }
            (finished, given_up)
        })
    });
    let counts: Vec<(u64, u64)> = join_all(workers).await.into_iter().map(Result::unwrap).collect();

    let (finished, given_up) = counts.iter().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    assert!(finished > 500 && given_up > 500, "{finished} finished, {given_up} given up");
    let mut nobody = db.begin_anonymous().await.unwrap();
    assert!(seen(&mut nobody).await.unwrap().is_empty());
}

/// The worst a borrower can do: an open transaction, a user and a role of the session.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn whatever_a_borrower_leaves_behind_is_gone(owner: PgPool) {
    let [a, _] = two_users(&owner).await;
    let db = Db::serve(&owner.connect_options(), 1).await.unwrap();
    for mess in [
        "begin",
        "begin; select 1 / 0",
        "set role dash_keeper",
        "set app.user_id = '00000000-0000-0000-0000-000000000001'",
    ] {
        let mut borrowed = db.pool.acquire().await.unwrap();
        drop(borrowed.execute(mess).await);
        drop(borrowed);

        let mut tx = db.begin_anonymous().await.unwrap();
        assert!(seen(&mut tx).await.unwrap().is_empty(), "after {mess}");
        tx.rollback().await.unwrap();
        let mut tx = db.begin_as(a).await.unwrap();
        assert_eq!(seen(&mut tx).await.unwrap(), [a.user.0], "after {mess}");
        tx.commit().await.unwrap();
    }
}

/// What was acknowledged is there, even when the connection came back from a request that was
/// given up while it began.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn what_was_committed_stays(owner: PgPool) {
    let [a, _] = two_users(&owner).await;
    let db = Db::serve(&owner.connect_options(), 1).await.unwrap();
    for name in 0..300 {
        let patience = Duration::from_micros(rand::random_range(0..600));
        drop(tokio::time::timeout(patience, db.begin_as(a)).await);

        let mut tx = db.begin_as(a).await.unwrap();
        sqlx::query("update users set name = $1").bind(name.to_string()).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();

        let stored: String =
            sqlx::query_scalar("select name from users where id = $1").bind(a.user.0).fetch_one(&owner).await.unwrap();
        assert_eq!(stored, name.to_string());
    }
}
