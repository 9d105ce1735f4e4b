//! Paths of any text over any JSON, parted by the first line feed.
#![no_main]

use domain::{budget::Budget, jsonpath::JsonPath};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some((path, json)) = text.split_once('\n') else { return };
    if let (Ok(path), Ok(root)) = (path.parse::<JsonPath>(), serde_json::from_str(json)) {
        drop(path.find(&root, &mut Budget::new(20_000)));
    }
});
