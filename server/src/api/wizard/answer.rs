//! An answer in words, as a value of the question's kind.

use domain::wizard::{Question, QuestionInput};
use serde_json::Value;

/// What is no value of the kind stays text, and the stage machine says what is wrong with it.
///
/// Several choices are a JSON array, or stand between commas.
pub(super) fn read(question: &Question, text: &str) -> Value {
    let text = text.trim();
    match question.input_type {
        QuestionInput::MultiSelect => several(text),
        QuestionInput::Number => number(text).unwrap_or_else(|| text.into()),
        QuestionInput::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" => true.into(),
            "false" | "no" => false.into(),
            _ => text.into(),
        },
        QuestionInput::Text | QuestionInput::Date | QuestionInput::SingleSelect => text.into(),
    }
}

fn several(text: &str) -> Value {
    let array = serde_json::from_str::<Vec<String>>(text).map(Value::from);
    array.unwrap_or_else(|_| text.split(',').map(str::trim).filter(|choice| !choice.is_empty()).collect())
}

fn number(text: &str) -> Option<Value> {
    let whole = text.parse::<i64>().map(Value::from);
    whole.or_else(|_| text.parse::<f64>().map(Value::from)).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(input_type: QuestionInput, text: &str, expected: &Value) {
        let question = Question {
            field_name: "field".into(),
            question: String::new(),
            hint: None,
            input_type,
            options: Vec::new(),
            default: None,
        };
        assert_eq!(read(&question, text), *expected);
    }

    #[test]
    fn choices_are_a_json_array_or_stand_between_commas() {
        check(QuestionInput::MultiSelect, r#"["a/b", "c"]"#, &json!(["a/b", "c"]));
        check(QuestionInput::MultiSelect, " a/b, c ,", &json!(["a/b", "c"]));
    }

    #[test]
    fn numbers_and_yes_are_read_and_anything_else_stays_text() {
        check(QuestionInput::Number, " 10 ", &json!(10));
        check(QuestionInput::Number, "ten", &json!("ten"));
        check(QuestionInput::Boolean, "Yes", &json!(true));
        check(QuestionInput::Boolean, "perhaps", &json!("perhaps"));
        check(QuestionInput::SingleSelect, " open ", &json!("open"));
    }
}
