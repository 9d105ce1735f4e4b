//! The compliance test suite of RFC 9535, every case of it.
//!
//! The suite is not part of this repository; where it does not lie beside it, the test
//! says so and checks nothing.

use std::{fs, path::Path};

use domain::{budget::Budget, jsonpath::JsonPath};
use serde_json::{Value, json};

#[test]
fn every_case_of_the_compliance_suite_holds() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/contracts/jsonpath/cts.json");
    let Ok(text) = fs::read_to_string(&file) else {
        println!("skipped: no compliance suite at {}", file.display());
        return;
    };
    let suite: Value = serde_json::from_str(&text).unwrap();
    let cases = suite["tests"].as_array().unwrap();

    let failed: Vec<String> = cases.iter().filter_map(failure).collect();

    assert!(failed.is_empty(), "{} of {} fail:\n{}", failed.len(), cases.len(), failed.join("\n"));
    assert!(cases.len() >= 700, "only {} cases", cases.len());
}

/// `None` when the case holds.
fn failure(case: &Value) -> Option<String> {
    let (name, selector) = (&case["name"], case["selector"].as_str()?);
    let parsed = selector.parse::<JsonPath>();
    let must_fail = case["invalid_selector"] == true;
    let path = match parsed {
        Ok(_) if must_fail => return Some(format!("{name}: `{selector}` is accepted")),
        Err(_) if must_fail => return None,
        Err(error) => return Some(format!("{name}: `{selector}`: {error}")),
        Ok(path) => path,
    };

    let found = match path.find(&case["document"], &mut Budget::new(1_000_000)) {
        Ok(nodes) => json!(nodes),
        Err(error) => return Some(format!("{name}: `{selector}`: {error}")),
    };
    let allowed = match &case["results"] {
        Value::Array(results) => results.clone(),
        _ => vec![case["result"].clone()],
    };
    (!allowed.contains(&found)).then(|| format!("{name}: `{selector}` selects {found}"))
}
