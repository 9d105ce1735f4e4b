use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::{
    WidgetId,
    wizard::{Alternative, Details, Nearest, Planner, QuestionOption},
};

fn intent() -> UserIntent {
    UserIntent {
        problem_solved: "Losing track of pull requests".into(),
        pain_point: "30 minutes every morning".into(),
        goal: "See every open pull request in one place".into(),
        expected_outcome: "Open pull requests, oldest first".into(),
        impact_metric: Some("Save 30 min/day".into()),
    }
}

fn described() -> WizardInput {
    WizardInput::Describe { problem: "We lose track of pull requests.".into() }
}

fn discovered_widget() -> WizardInput {
    WizardInput::Discovered {
        discovery: Box::new(Discovery::Widget {
            intent: intent(),
            inferred: Inferred { provider: "github".into(), kind: "pr-list".into(), confidence: 0.9 },
            name: "Open pull requests".into(),
            why: "It shows them all in one list.".into(),
            alternatives: vec![Alternative {
                provider: "github".into(),
                kind: "issue-list".into(),
                name: "Issues".into(),
                why: "If you meant issues.".into(),
            }],
            message: "You want to see them in one place.".into(),
            stated: Details::from([("limit".into(), json!(10))]),
        }),
        planner: Planner::BuiltIn,
        took_ms: 3,
        fallback: None,
    }
}

fn discovered_nothing(nearest: Option<Nearest>) -> WizardInput {
    WizardInput::Discovered {
        discovery: Box::new(Discovery::Unsupported { message: "Not yet.".into(), nearest, intent: None }),
        planner: Planner::BuiltIn,
        took_ms: 3,
        fallback: None,
    }
}

fn question(field: &str, input_type: QuestionInput) -> Question {
    let options = match input_type {
        QuestionInput::SingleSelect | QuestionInput::MultiSelect => {
            ["a/b", "a/c"].map(|value| QuestionOption { value: value.into(), label: value.into(), note: None }).to_vec()
        }
        _ => Vec::new(),
    };
    Question {
        field_name: field.into(),
        question: "Which repositories?".into(),
        hint: None,
        input_type,
        options,
        default: (field != "repositories").then(|| json!("open")),
    }
}

fn ask_repositories() -> WizardInput {
    WizardInput::Ask { question: question("repositories", QuestionInput::MultiSelect), fallback: None }
}

fn repositories() -> WizardInput {
    WizardInput::Answer { field_name: "repositories".into(), value: json!(["a/b"]) }
}

fn schema() -> Box<WidgetSchema> {
    Box::new(
        serde_json::from_value(json!({
            "metadata": { "id": "pr-list", "name": "Open pull requests", "version": "1.0.0" },
            "layout": { "type": "list" },
        }))
        .unwrap(),
    )
}

fn nameless() -> Box<WidgetSchema> {
    let mut schema = schema();
    schema.metadata.name = "  ".into();
    schema
}

fn choose_list() -> WizardInput {
    WizardInput::ChooseVisualization { layout: LayoutType::List }
}

fn deployed() -> WizardInput {
    WizardInput::Deployed { widget_id: WidgetId(Uuid::from_u128(7)) }
}

/// Everything that leads from nothing to a widget, one question on the way.
fn whole_way() -> Vec<WizardInput> {
    vec![
        described(),
        discovered_widget(),
        WizardInput::Confirm,
        ask_repositories(),
        repositories(),
        WizardInput::DetailsComplete,
        choose_list(),
        WizardInput::Composed { schema: schema(), fallback: None },
        WizardInput::Accept,
        deployed(),
    ]
}

fn after(inputs: impl IntoIterator<Item = WizardInput>) -> WizardState {
    inputs.into_iter().fold(WizardState::default(), |state, input| {
        transition(state, input.clone()).unwrap_or_else(|error| panic!("{input:?}: {error}"))
    })
}

/// The state after the first `steps` of the whole way.
fn on_the_way(steps: usize) -> WizardState {
    after(whole_way().into_iter().take(steps))
}

#[test]
fn the_whole_way_ends_in_a_widget_with_its_intent() {
    let end = after(whole_way());

    assert_eq!(end.stage, WizardStage::Deploy);
    assert_eq!(end.widget_id, Some(WidgetId(Uuid::from_u128(7))));
    assert_eq!(end.intent, Some(intent()));
    assert_eq!(end.details, Details::from([("limit".into(), json!(10)), ("repositories".into(), json!(["a/b"]))]));
    assert_eq!(end.visualization, Some(LayoutType::List));
}

#[rstest]
#[case::confirm_first(0, WizardInput::Confirm, WizardError::NotNow { stage: WizardStage::ProblemDiscovery })]
#[case::confirm_before_an_answer(1, WizardInput::Confirm, WizardError::NotNow { stage: WizardStage::ProblemDiscovery })]
#[case::intent_before_an_answer(1, WizardInput::EditIntent { intent: intent() }, WizardError::NotNow { stage: WizardStage::ProblemDiscovery })]
#[case::understood_without_a_problem(0, discovered_widget(), WizardError::NotNow { stage: WizardStage::ProblemDiscovery })]
#[case::understood_twice(2, discovered_widget(), WizardError::NotNow { stage: WizardStage::ProblemDiscovery })]
#[case::back_at_the_start(0, WizardInput::Back, WizardError::NothingBefore)]
#[case::another_problem_is_empty(2, WizardInput::Describe { problem: " \u{0} \n".into() }, WizardError::EmptyProblem)]
#[case::not_suggested(2, WizardInput::ChooseAlternative { provider: "stripe".into(), kind: "balance".into() }, WizardError::NotSuggested)]
#[case::alternative_too_late(3, WizardInput::ChooseAlternative { provider: "github".into(), kind: "issue-list".into() }, WizardError::NotNow { stage: WizardStage::ClarifyingQuestions })]
#[case::answer_to_no_question(3, repositories(), WizardError::OtherQuestion { open: None })]
#[case::answer_to_another(4, WizardInput::Answer { field_name: "state".into(), value: json!("open") }, WizardError::OtherQuestion { open: Some("repositories".into()) })]
#[case::skip_without_default(4, WizardInput::Skip { field_name: "repositories".into() }, WizardError::NoDefault)]
#[case::complete_with_an_open_question(4, WizardInput::DetailsComplete, WizardError::OtherQuestion { open: Some("repositories".into()) })]
#[case::asked_what_was_stated(3, WizardInput::Ask { question: question("limit", QuestionInput::Number), fallback: None }, WizardError::KnownAlready { field: "limit".into() })]
#[case::layout_too_early(4, choose_list(), WizardError::NotNow { stage: WizardStage::ClarifyingQuestions })]
#[case::layout_that_shows_nothing(6, WizardInput::ChooseVisualization { layout: LayoutType::None }, WizardError::NothingToShow)]
#[case::accept_without_schema(7, WizardInput::Accept, WizardError::NoSchema)]
#[case::edit_without_schema(7, WizardInput::EditSchema { schema: schema() }, WizardError::NoSchema)]
#[case::a_widget_without_a_name(8, WizardInput::EditSchema { schema: nameless() }, WizardError::NoName)]
#[case::composed_over_edits(8, WizardInput::Composed { schema: schema(), fallback: None }, WizardError::NotNow { stage: WizardStage::Preview })]
#[case::deployed_from_the_preview(8, deployed(), WizardError::NotNow { stage: WizardStage::Preview })]
#[case::undone_before_it_stands(9, WizardInput::Undone, WizardError::NotNow { stage: WizardStage::Deploy })]
#[case::to_a_later_stage(3, WizardInput::GoTo { stage: WizardStage::Preview }, WizardError::NotDone { stage: WizardStage::Preview })]
#[case::back_from_a_finished_one(10, WizardInput::Back, WizardError::Finished)]
#[case::another_problem_for_a_finished_one(10, described(), WizardError::Finished)]
#[case::reset_of_a_finished_one(10, WizardInput::Reset, WizardError::Finished)]
#[case::deployed_twice(10, deployed(), WizardError::Finished)]
fn an_illegal_step_is_refused_in_words(
    #[case] steps: usize,
    #[case] input: WizardInput,
    #[case] expected: WizardError,
) {
    let refused = transition(on_the_way(steps), input).unwrap_err();

    assert_eq!(refused, expected);
    assert!(refused.to_string().ends_with('.'), "{refused}");
}

#[rstest]
#[case::text(QuestionInput::Text, json!("  main "), Ok(json!("main")))]
#[case::empty_text(QuestionInput::Text, json!(" "), Err(BadAnswer::Text))]
#[case::long_text(QuestionInput::Text, json!("a".repeat(501)), Err(BadAnswer::Text))]
#[case::number(QuestionInput::Number, json!(3), Ok(json!(3)))]
#[case::number_in_words(QuestionInput::Number, json!("three"), Err(BadAnswer::Number))]
#[case::date(QuestionInput::Date, json!("2026-11-22"), Ok(json!("2026-11-22")))]
#[case::span(QuestionInput::Date, json!("-7d"), Ok(json!("-7d")))]
#[case::named_day(QuestionInput::Date, json!("startOfMonth"), Ok(json!("startOfMonth")))]
#[case::no_such_day(QuestionInput::Date, json!("2026-02-30"), Err(BadAnswer::Date))]
#[case::boolean(QuestionInput::Boolean, json!(false), Ok(json!(false)))]
#[case::boolean_in_words(QuestionInput::Boolean, json!("no"), Err(BadAnswer::Boolean))]
#[case::one(QuestionInput::SingleSelect, json!("a/b"), Ok(json!("a/b")))]
#[case::one_that_is_not_offered(QuestionInput::SingleSelect, json!("x/y"), Err(BadAnswer::Choice))]
#[case::several(QuestionInput::MultiSelect, json!(["a/b", "a/c", "a/b"]), Ok(json!(["a/b", "a/c"])))]
#[case::none(QuestionInput::MultiSelect, json!([]), Err(BadAnswer::Choices))]
#[case::several_that_are_not_offered(QuestionInput::MultiSelect, json!(["a/b", "x/y"]), Err(BadAnswer::Choices))]
#[case::several_of_another_type(QuestionInput::MultiSelect, json!([1]), Err(BadAnswer::Choices))]
fn an_answer_is_checked_against_its_question(
    #[case] input_type: QuestionInput,
    #[case] value: Value,
    #[case] expected: Result<Value, BadAnswer>,
) {
    let asked =
        transition(on_the_way(3), WizardInput::Ask { question: question("repositories", input_type), fallback: None })
            .unwrap();

    let answered = transition(asked, WizardInput::Answer { field_name: "repositories".into(), value });

    assert_eq!(answered.map(|state| state.details["repositories"].clone()), expected.map_err(WizardError::BadAnswer));
}

#[rstest]
#[case::confirm(2, 3)]
#[case::answer(4, 5)]
#[case::last_answer(4, 6)]
#[case::layout(6, 7)]
#[case::composed(6, 8)]
#[case::accept(8, 9)]
fn back_ends_where_the_step_began(#[case] before: usize, #[case] after: usize) {
    assert_eq!(transition(on_the_way(after), WizardInput::Back), Ok(on_the_way(before)));
}

#[test]
fn why_another_planner_stood_in_is_told_until_its_step_is_done() {
    let why = Some("Claude did not answer.".to_owned());
    let asked = transition(
        on_the_way(3),
        WizardInput::Ask { question: question("repositories", QuestionInput::MultiSelect), fallback: why.clone() },
    )
    .unwrap();
    assert_eq!(asked.stood_in, why);
    assert_eq!(transition(asked, repositories()).unwrap().stood_in, None);
}

#[test]
fn undo_opens_the_preview_as_it_was() {
    assert_eq!(transition(on_the_way(10), WizardInput::Undone), Ok(on_the_way(8)));
}

#[test]
fn what_was_deployed_by_hand_is_finished_and_undo_opens_it() {
    let widget = WidgetId(Uuid::from_u128(7));
    let asked = on_the_way(4);
    let finished = deployed_by_hand(asked.clone(), *schema(), Some(intent()), widget);

    assert_eq!((finished.stage, finished.widget_id), (WizardStage::Deploy, Some(widget)));
    assert_eq!((&finished.problem, &finished.details, &finished.question), (&asked.problem, &asked.details, &None));
    assert_eq!(transition(finished.clone(), WizardInput::Accept), Err(WizardError::Finished));
    let undone = transition(finished, WizardInput::Undone).unwrap();
    assert_eq!((undone.stage, undone.schema), (WizardStage::Preview, Some(*schema())));
}

#[test]
fn going_back_to_the_problem_keeps_the_answers() {
    let problem = transition(on_the_way(8), WizardInput::GoTo { stage: WizardStage::ProblemDiscovery }).unwrap();
    let again = [WizardInput::Confirm, WizardInput::DetailsComplete]
        .into_iter()
        .fold(problem, |state, input| transition(state, input).unwrap());

    assert_eq!(again, on_the_way(6));
}

#[test]
fn a_skipped_question_has_its_default_and_can_be_opened_again() {
    let asked = transition(
        on_the_way(5),
        WizardInput::Ask { question: question("state", QuestionInput::Text), fallback: None },
    )
    .unwrap();
    let skipped = transition(asked.clone(), WizardInput::Skip { field_name: "state".into() }).unwrap();

    assert_eq!(skipped.details["state"], json!("open"));
    assert_eq!(transition(skipped, WizardInput::Back), Ok(asked));
}

#[test]
fn an_edited_intent_is_kept_to_the_end() {
    let edited = UserIntent { goal: "See who waits".into(), impact_metric: Some(" ".into()), ..intent() };
    let state = transition(on_the_way(8), WizardInput::EditIntent { intent: edited.clone() }).unwrap();
    let state = transition(state, WizardInput::Accept).unwrap();

    assert_eq!(state.intent, Some(UserIntent { impact_metric: None, ..edited }));
}

#[rstest]
#[case::empty(UserIntent { problem_solved: " ".into(), ..intent() }, WizardError::EmptyIntent)]
#[case::long(UserIntent { goal: "ü".repeat(503), ..intent() }, WizardError::LineTooLong { line: "goal", over: 3 })]
fn a_line_of_the_intent_has_its_limits(#[case] edited: UserIntent, #[case] expected: WizardError) {
    assert_eq!(transition(on_the_way(2), WizardInput::EditIntent { intent: edited }), Err(expected));
}

#[test]
fn a_problem_has_up_to_4000_characters() {
    let describe = |length| transition(WizardState::default(), WizardInput::Describe { problem: "字".repeat(length) });

    assert!(describe(4000).is_ok());
    assert_eq!(describe(4003), Err(WizardError::ProblemTooLong { over: 3 }));
}

#[test]
fn telling_the_problem_anew_lets_go_of_everything_else() {
    assert_eq!(transition(on_the_way(8), described()), Ok(on_the_way(1)));
}

#[test]
fn what_is_not_supported_can_only_become_its_nearest() {
    let nearest = Nearest { provider: "github".into(), kind: "issue-list".into(), name: "Issues".into() };
    let state = after([described(), discovered_nothing(Some(nearest))]);
    let choose = |kind: &str| WizardInput::ChooseAlternative { provider: "github".into(), kind: kind.into() };

    assert_eq!(transition(state.clone(), WizardInput::Confirm), Err(WizardError::NothingToConfirm));
    assert_eq!(transition(state.clone(), choose("pr-list")), Err(WizardError::NotSuggested));
    let chosen = transition(state, choose("issue-list")).unwrap();
    assert_eq!(chosen.intent.as_ref().unwrap().problem_solved, "We lose track of pull requests.");
    assert_eq!(transition(chosen, WizardInput::Confirm).unwrap().stage, WizardStage::ClarifyingQuestions);
}

#[test]
fn the_suggested_template_can_be_chosen_again() {
    let choose = |state, kind: &str| {
        transition(state, WizardInput::ChooseAlternative { provider: "github".into(), kind: kind.into() }).unwrap()
    };
    let other = choose(on_the_way(2), "issue-list");
    assert_eq!(other.inferred.as_ref().unwrap().kind, "issue-list");
    assert_eq!(choose(other, "pr-list").inferred.unwrap().kind, "pr-list");
}

fn any_input() -> impl Strategy<Value = WizardInput> {
    let stage = prop::sample::select(WizardStage::ALL.to_vec());
    prop_oneof![
        4 => prop::sample::select(whole_way()),
        1 => ".{0,40}".prop_map(|problem| WizardInput::Describe { problem }),
        1 => "\\PC{0,20}".prop_map(|goal| WizardInput::EditIntent { intent: UserIntent { goal, ..intent() } }),
        1 => Just(WizardInput::ChooseAlternative { provider: "github".into(), kind: "issue-list".into() }),
        1 => Just(WizardInput::Ask { question: question("state", QuestionInput::SingleSelect), fallback: None }),
        1 => "[a-z/]{0,3}".prop_map(|value| WizardInput::Answer { field_name: "state".into(), value: json!(value) }),
        1 => Just(WizardInput::Skip { field_name: "state".into() }),
        1 => Just(WizardInput::EditSchema { schema: schema() }),
        1 => Just(discovered_nothing(None)),
        2 => Just(WizardInput::Back),
        1 => stage.prop_map(|stage| WizardInput::GoTo { stage }),
        1 => Just(WizardInput::Reset),
        1 => Just(WizardInput::Undone),
    ]
}

/// Plays `inputs`, dropping the refused ones, and gives those that were taken.
fn play(inputs: Vec<WizardInput>) -> (WizardState, Vec<WizardInput>) {
    let mut state = WizardState::default();
    let mut taken = Vec::new();
    for input in inputs {
        if let Ok(next) = transition(state.clone(), input.clone()) {
            state = next;
            taken.push(input);
        }
    }
    (state, taken)
}

proptest! {
    #[test]
    fn any_inputs_leave_a_state_that_makes_sense(inputs in prop::collection::vec(any_input(), 0..60)) {
        let (state, _) = play(inputs);

        prop_assert!(state.question.is_none() || state.stage == WizardStage::ClarifyingQuestions);
        prop_assert!(state.stage == WizardStage::ProblemDiscovery || (state.intent.is_some() && state.inferred.is_some()));
        prop_assert!(state.stage < WizardStage::Preview || state.visualization.is_some());
        prop_assert!(state.stage != WizardStage::Deploy || state.schema.is_some());
        prop_assert!(state.widget_id.is_none() || state.stage == WizardStage::Deploy);
        for answered in &state.answered {
            prop_assert_eq!(state.details.get(&answered.question.field_name), Some(&answered.value));
        }
    }

    #[test]
    fn a_replay_of_what_was_taken_ends_in_the_same_state(inputs in prop::collection::vec(any_input(), 0..60)) {
        let (state, taken) = play(inputs);

        let replayed = taken.into_iter().try_fold(WizardState::default(), transition);

        prop_assert_eq!(replayed, Ok(state));
    }

    #[test]
    fn a_state_that_was_stored_goes_on_like_one_that_was_not(
        inputs in prop::collection::vec(any_input(), 0..40),
        next in any_input(),
    ) {
        let (state, _) = play(inputs);

        let stored = serde_json::to_string(&state).unwrap();
        let resumed: WizardState = serde_json::from_str(&stored).unwrap();

        prop_assert_eq!(&resumed, &state);
        prop_assert_eq!(transition(resumed, next.clone()), transition(state, next));
    }

    #[test]
    fn the_way_back_always_ends_at_the_problem(inputs in prop::collection::vec(any_input(), 0..60)) {
        let (mut state, _) = play(inputs);
        prop_assume!(state.widget_id.is_none());

        for _ in 0..60 {
            match transition(state.clone(), WizardInput::Back) {
                Ok(before) => state = before,
                Err(error) => {
                    prop_assert_eq!(error, WizardError::NothingBefore);
                    break;
                }
            }
        }

        prop_assert_eq!(state.stage, WizardStage::ProblemDiscovery);
    }
}
