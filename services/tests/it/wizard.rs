//! A conversation with the wizard, from the first word to the widget, over the sandbox.

use domain::{
    ConversationId,
    widget::LayoutType,
    wizard::{Conversation, Discovery, Planner, WizardError, WizardInput, WizardStage},
};
use futures::StreamExt;
use serde_json::{Value, json};
use services::{
    connections, widgets,
    wizard::{self, ConversationError, Express, Progress},
};
use sqlx::PgPool;

use crate::{TestApp, app::Person};

const PROBLEM: &str = "My team is losing track of pull requests across 3 repos. \
                       We spend 30 minutes every morning checking each repo manually.";

/// A person in the wizard.
struct Talk<'a> {
    app: &'a TestApp,
    person: &'a Person,
    id: ConversationId,
}

impl<'a> Talk<'a> {
    async fn begin(app: &'a TestApp, person: &'a Person) -> Self {
        let id = wizard::start(&app.services, person.actor).await.unwrap();
        Self { app, person, id }
    }

    async fn try_say(&self, input: WizardInput) -> Result<Conversation, ConversationError> {
        wizard::input(&self.app.services, self.person.actor, self.id, input).await
    }

    async fn say(&self, input: WizardInput) -> Conversation {
        self.try_say(input).await.expect("the step is possible")
    }

    async fn describe(&self, problem: &str) -> Conversation {
        self.say(WizardInput::Describe { problem: problem.to_owned() }).await
    }

    async fn answer(&self, field: &str, value: Value) -> Conversation {
        self.say(WizardInput::Answer { field_name: field.to_owned(), value }).await
    }

    async fn get(&self) -> Conversation {
        wizard::get(&self.app.services, self.person.actor, self.id).await.unwrap()
    }

    async fn connect(&self, provider: &str) {
        connections::connect_sandbox(&self.app.services, self.person.actor, provider).await.unwrap();
    }
}

fn titles(conversation: &Conversation) -> usize {
    let preview = conversation.preview.as_ref().expect("there is a preview");
    let rendered =
        preview.data.rendered.as_ref().unwrap_or_else(|| panic!("there are rows: {:?}", preview.data.failure));
    rendered.rows.len()
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_problem_becomes_a_widget_with_its_reason(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let talk = Talk::begin(&app, &maja).await;

    let understood = talk.describe(PROBLEM).await;
    assert_eq!(understood.state.planner, Some(Planner::BuiltIn));
    assert_eq!(understood.connect.as_ref().map(|card| card.id.as_str()), Some("github"));
    let intent = understood.state.intent.clone().unwrap();
    assert_eq!(intent.problem_solved, "My team is losing track of pull requests across 3 repos");
    assert_eq!(intent.impact_metric.as_deref(), Some("Save 30 min/day"));

    let waiting = talk.say(WizardInput::Confirm).await;
    assert_eq!(waiting.state.stage, WizardStage::ClarifyingQuestions);
    assert_eq!(waiting.state.question, None, "the choices are the account's");

    talk.connect("github").await;
    let asked = talk.get().await;
    assert_eq!(asked.connect, None);
    let question = asked.state.question.unwrap();
    assert!(question.hint.unwrap().starts_with("You said 3."));
    assert!(question.options.iter().any(|option| option.value == "tidewell/booking-api"), "{:?}", question.options);

    let views =
        talk.answer("repositories", json!(["tidewell/booking-api", "tidewell/web", "tidewell/harbor-app"])).await;
    assert_eq!(views.state.stage, WizardStage::Visualization);
    let layouts: Vec<_> = views.thumbnails.iter().map(|thumbnail| thumbnail.schema.layout.kind).collect();
    assert_eq!(layouts, [LayoutType::List, LayoutType::Table, LayoutType::Cards, LayoutType::Metric]);
    for thumbnail in &views.thumbnails {
        assert!(!thumbnail.data.rendered.as_ref().unwrap().rows.is_empty(), "{:?}", thumbnail.schema.layout.kind);
    }
    assert_eq!(views.thumbnails.iter().filter(|thumbnail| thumbnail.why.is_some()).count(), 1);

    let preview = talk.say(WizardInput::ChooseVisualization { layout: LayoutType::Table }).await;
    assert!(titles(&preview) > 0);
    let checks = preview.preview.unwrap().checks;
    assert!(
        checks.iter().any(|check| check.wanted.contains("waiting over a day") && check.rows.is_some()),
        "{checks:?}"
    );

    let done = talk.say(WizardInput::Accept).await;
    let widget = done.state.widget_id.expect("it stands on the dashboard");
    let standing = widgets::list(&app.services, maja.actor).await.unwrap();
    assert_eq!(standing.iter().map(|widget| widget.id).collect::<Vec<_>>(), [widget]);
    assert_eq!(standing[0].intent, Some(intent.clone()));
    let told: Value = sqlx::query_scalar("select user_intent from event_history where event_name = 'widget.created'")
        .fetch_one(&app.owner)
        .await
        .unwrap();
    assert_eq!(told, json!(intent));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn undo_takes_the_widget_back_and_opens_the_preview(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let talk = Talk::begin(&app, &maja).await;
    talk.connect("stripe").await;
    talk.describe("What is our Stripe balance?").await;
    talk.say(WizardInput::Confirm).await;
    talk.say(WizardInput::ChooseVisualization { layout: LayoutType::Cards }).await;
    let first = talk.say(WizardInput::Accept).await.state.widget_id;

    let undone = talk.say(WizardInput::Undone).await;
    assert_eq!(undone.state.stage, WizardStage::Preview);
    assert_eq!(widgets::list(&app.services, maja.actor).await.unwrap(), []);

    let again = talk.say(WizardInput::Accept).await.state.widget_id;
    assert_eq!(again, first, "one conversation makes one widget");
    assert_eq!(widgets::list(&app.services, maja.actor).await.unwrap().len(), 1);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn words_stream_and_the_answer_is_kept_when_the_listener_leaves(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let talk = Talk::begin(&app, &maja).await;

    let progress: Vec<_> =
        wizard::describe(&app.services, maja.actor, talk.id, PROBLEM.to_owned()).await.unwrap().collect().await;
    let words: String = progress
        .iter()
        .filter_map(|step| match step {
            Progress::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let Some(Progress::Done(conversation)) = progress.last() else { panic!("{progress:?}") };
    let Some(Discovery::Widget { message, .. }) = &conversation.state.discovery else { panic!("{conversation:?}") };
    assert_eq!(&words, message);

    let left = Talk::begin(&app, &maja).await;
    drop(wizard::describe(&app.services, maja.actor, left.id, "open prs".to_owned()).await.unwrap());
    let mut stored = left.get().await;
    for _ in 0..100 {
        if stored.state.discovery.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        stored = left.get().await;
    }
    assert_eq!(stored.state.inferred.map(|inferred| inferred.kind).as_deref(), Some("pr-list"));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn what_is_not_there_yet_is_said_and_its_nearest_can_be_taken(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let talk = Talk::begin(&app, &maja).await;

    let answer = talk.describe("All my Linear issues in progress.").await;
    let Some(Discovery::Unsupported { message, nearest: Some(nearest), .. }) = &answer.state.discovery else {
        panic!("{:?}", answer.state.discovery)
    };
    assert!(message.starts_with("Not yet: we cannot read Linear."), "{message}");
    assert!(matches!(
        talk.try_say(WizardInput::Confirm).await,
        Err(ConversationError::Refused(WizardError::NothingToConfirm))
    ));
    let choice = WizardInput::ChooseAlternative { provider: nearest.provider.clone(), kind: nearest.kind.clone() };
    let chosen = talk.say(choice).await;
    assert_eq!(chosen.state.intent.unwrap().problem_solved, "All my Linear issues in progress");
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn only_the_server_says_what_the_server_did(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let talk = Talk::begin(&app, &maja).await;
    talk.describe(PROBLEM).await;
    talk.say(WizardInput::Confirm).await;

    let refused = talk.try_say(WizardInput::DetailsComplete).await;

    assert!(matches!(refused, Err(ConversationError::Refused(WizardError::NotNow { .. }))), "{refused:?}");
    assert_eq!(talk.get().await.state.stage, WizardStage::ClarifyingQuestions);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn two_tabs_cannot_answer_one_question_twice(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let talk = Talk::begin(&app, &maja).await;
    talk.connect("github").await;
    talk.describe(PROBLEM).await;
    talk.say(WizardInput::Confirm).await;

    let answer =
        |repository: &str| WizardInput::Answer { field_name: "repositories".into(), value: json!([repository]) };
    let (one, two) = tokio::join!(talk.try_say(answer("tidewell/web")), talk.try_say(answer("tidewell/infra")));

    let (kept, refused) = if one.is_ok() { (one, two) } else { (two, one) };
    assert!(matches!(refused, Err(ConversationError::Refused(_))), "{refused:?}");
    assert_eq!(talk.get().await.state.details, kept.unwrap().state.details);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn a_schema_that_is_not_valid_is_refused_and_the_preview_stays(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let talk = Talk::begin(&app, &maja).await;
    talk.connect("stripe").await;
    talk.describe("What is our Stripe balance?").await;
    talk.say(WizardInput::Confirm).await;
    let preview = talk.say(WizardInput::ChooseVisualization { layout: LayoutType::Cards }).await;
    let mut schema = preview.state.schema.clone().unwrap();
    schema.data_source.as_mut().unwrap().endpoint = "/payouts".into();

    let refused = talk.try_say(WizardInput::EditSchema { schema: Box::new(schema) }).await;

    let Err(ConversationError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert_eq!(problems[0].pointer, "/dataSource/endpoint");
    assert_eq!(talk.get().await.state.schema, preview.state.schema);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn nobody_reaches_anothers_conversation(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let tomas = app.person("tomas@example.org").await;
    let talk = Talk::begin(&app, &maja).await;
    talk.describe(PROBLEM).await;

    let seen = wizard::get(&app.services, tomas.actor, talk.id).await;
    let said = wizard::input(&app.services, tomas.actor, talk.id, WizardInput::Reset).await;

    assert!(matches!(seen, Err(ConversationError::NotFound)));
    assert!(matches!(said, Err(ConversationError::NotFound)));
    assert_eq!(wizard::list(&app.services, tomas.actor).await.unwrap(), []);
    assert_eq!(talk.get().await.state.problem.as_deref(), Some(PROBLEM));
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn express_deploys_what_is_clear_and_says_what_it_assumed(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;

    let missing = wizard::express(&app.services, maja.actor, "failed payments").await.unwrap();
    let Express::NeedsYou { missing, .. } = missing else { panic!("{missing:?}") };
    assert_eq!(missing, ["Stripe is not connected."]);

    connections::connect_sandbox(&app.services, maja.actor, "stripe").await.unwrap();
    let deployed = wizard::express(&app.services, maja.actor, "failed payments").await.unwrap();
    let Express::Deployed { widget, assumptions, .. } = deployed else { panic!("{deployed:?}") };
    assert!(assumptions.contains(&"The last 30 days".to_owned()), "{assumptions:?}");
    assert_eq!(widgets::list(&app.services, maja.actor).await.unwrap()[0].id, widget);

    let again = wizard::express(&app.services, maja.actor, "failed payments").await.unwrap();
    let Express::NeedsYou { missing, .. } = again else { panic!("{again:?}") };
    assert_eq!(missing, ["You already have a widget for this: Failed payments."]);
    assert_eq!(widgets::list(&app.services, maja.actor).await.unwrap().len(), 1);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn repositories_that_the_problem_names_are_not_asked_for(owner: PgPool) {
    let app = TestApp::start(owner).await;
    let maja = app.person("maja@example.org").await;
    let talk = Talk::begin(&app, &maja).await;
    talk.connect("github").await;

    talk.describe("Commits of the last 14 days in booking-api and tidewell/infra, not elsewhere/secret").await;
    let views = talk.say(WizardInput::Confirm).await;

    assert_eq!(views.state.stage, WizardStage::Visualization);
    let mut repositories = views.state.details["repositories"].as_array().unwrap().clone();
    repositories.sort_by_key(Value::to_string);
    assert_eq!(repositories, [json!("tidewell/booking-api"), json!("tidewell/infra")]);
    assert_eq!(views.state.details["since"], json!("-14d"));
}
