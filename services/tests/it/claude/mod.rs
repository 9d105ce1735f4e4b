//! Claude, against a stand-in that speaks its protocol.

mod calls;
mod contract;
mod ledger;
mod planning;
mod talking;

use std::time::Duration;

use domain::{UserId, account::Scope};
use jiff::Timestamp;
use sandbox::claude::{Behaviour, StandIn};
use serde_json::json;
use services::{
    Actor,
    claude::{Call, Claude, Patience, Payer, Settings, Tier, Turn},
    db::Db,
};
use sqlx::PgPool;
use uuid::Uuid;

pub(crate) const MODEL: &str = "claude-sonnet-5-5";
pub(crate) const FAST_MODEL: &str = "claude-haiku-5-5";
const KEY: &str = "sk-ant-a-secret";

/// A client, its stand-in, and somebody to pay.
pub(crate) struct App {
    pub(crate) stand_in: StandIn,
    pub(crate) claude: Claude,
    pub(crate) payer: Payer,
    db: Db,
    settings: Settings,
    owner: PgPool,
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Line {
    pub(crate) purpose: String,
    pub(crate) model: String,
    pub(crate) input_tokens: i64,
    pub(crate) cache_write_tokens: i64,
    pub(crate) cache_read_tokens: i64,
    pub(crate) output_tokens: i64,
    pub(crate) cost_micro_usd: i64,
    pub(crate) outcome: String,
}

impl App {
    pub(crate) async fn start(owner: PgPool) -> Self {
        let db = Db::connect(&owner.connect_options()).await.expect("the database connects");
        let stand_in = StandIn::default();
        let address = stand_in.listen("127.0.0.1:0").await.expect("a free port");
        let settings = Settings {
            api_key: KEY.to_owned().into(),
            base_url: format!("http://{address}").parse().expect("an address"),
            model: MODEL.to_owned(),
            fast_model: FAST_MODEL.to_owned(),
            monthly_budget: None,
            patience: Patience {
                first_wait: Duration::from_millis(4),
                deadline: Duration::from_secs(2),
                rest: Duration::ZERO,
                ..Patience::default()
            },
        };
        let claude = Claude::new(settings.clone(), db.clone());
        let payer = somebody(&owner).await;
        Self { stand_in, claude, payer, db, settings, owner }
    }

    /// The same, set otherwise.
    pub(crate) fn with(self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.settings;
        change(&mut settings);
        Self { claude: Claude::new(settings.clone(), self.db.clone()), settings, ..self }
    }

    pub(crate) fn script(&self, behaviours: impl IntoIterator<Item = Behaviour>) {
        self.stand_in.script(behaviours);
    }

    pub(crate) async fn another_payer(&self) -> Payer {
        somebody(&self.owner).await
    }

    /// The ledger, oldest first. A call is settled in its own task, so it may take a moment.
    pub(crate) async fn ledger(&self) -> Vec<Line> {
        for _ in 0..200 {
            let lines = self.lines().await;
            if lines.iter().all(|line| line.outcome != "booked") {
                return lines;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.lines().await
    }

    async fn lines(&self) -> Vec<Line> {
        sqlx::query_as(
            "select purpose, model, input_tokens, cache_write_tokens, cache_read_tokens, output_tokens, \
             cost_micro_usd, outcome from llm_usage order by id",
        )
        .fetch_all(&self.owner)
        .await
        .expect("the ledger can be read")
    }
}

async fn somebody(owner: &PgPool) -> Payer {
    let user = Uuid::now_v7();
    sqlx::query(
        "insert into users (id, email, password_hash, name, kind, time_zone, locale, created_at) \
         values ($1, $2, 'x', 'Maja', 'person', 'UTC', 'en', now())",
    )
    .bind(user)
    .bind(format!("{user}@tidewell.example"))
    .execute(owner)
    .await
    .expect("somebody can be added");
    Payer {
        actor: Actor { user: UserId(user), scope: Scope::Write },
        conversation: None,
        now: "2026-11-22T12:00:00Z".parse::<Timestamp>().expect("a time"),
    }
}

/// A small call; what it asks for does not matter.
pub(crate) fn call() -> Call {
    let properties = json!({ "message": { "type": "string" } });
    let schema = json!({
        "type": "object", "properties": properties, "required": ["message"], "additionalProperties": false,
    });
    Call {
        tier: Tier::Fast,
        purpose: "test",
        system: vec!["You are terse.".into()],
        turns: vec![Turn::User("Hello".to_owned())],
        schema: schema.into(),
        max_tokens: 500,
        deadline: Duration::from_secs(30),
    }
}

pub(crate) fn status(status: u16) -> Behaviour {
    Behaviour::Status { status, retry_after: None, error_code: None }
}

pub(crate) fn say(text: &str) -> Behaviour {
    Behaviour::Say { text: text.to_owned() }
}

pub(crate) fn stop(reason: &str) -> Behaviour {
    Behaviour::Stop { reason: reason.to_owned(), text: "{\"message\":\"half".to_owned() }
}
