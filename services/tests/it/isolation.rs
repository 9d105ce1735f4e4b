//! No user reaches what is another's, whatever a query forgets.

use sqlx::PgPool;

use crate::TestApp;

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn the_system_starts_and_answers(owner: PgPool) {
    let app = TestApp::start(owner).await;
    app.services.ready().await.unwrap();
}
