//! Versions of the schema language: older ones are migrated, newer ones refused.

use semver::Version;
use serde_json::{Value as Json, json};

use super::{Problem, Problems, WidgetSchema};

/// The version this build writes, and the newest it reads.
pub const VERSION: Version = Version::new(1, 0, 0);

const POINTER: &str = "/metadata/version";

/// One step, applied to documents older than its version.
struct Migration {
    to: Version,
    apply: fn(&mut Json),
}

const MIGRATIONS: &[Migration] = &[Migration { to: Version::new(1, 0, 0), apply: name_what_was_implied }];

/// The document in the current version. One without a readable version is left as it is;
/// the checks say so.
///
/// # Errors
///
/// It is newer than this build.
pub(super) fn migrated(raw: &Json) -> Result<Json, Problem> {
    let mut document = raw.clone();
    let Some(version) = raw.pointer(POINTER).and_then(Json::as_str).and_then(|text| Version::parse(text).ok()) else {
        return Ok(document);
    };
    if version > VERSION {
        return Err(Problem::new(
            POINTER,
            format!("newer than this server understands: {version}; the newest is {VERSION}"),
        ));
    }
    for migration in MIGRATIONS.iter().filter(|migration| version < migration.to) {
        (migration.apply)(&mut document);
        document["metadata"]["version"] = migration.to.to_string().into();
    }
    Ok(document)
}

pub(super) fn check(schema: &WidgetSchema, problems: &mut Problems) {
    match Version::parse(&schema.metadata.version) {
        Err(_) => problems.add(POINTER, format!("not a semantic version; this one is written `{VERSION}`")),
        Ok(version) if version > VERSION => {
            problems.add(POINTER, format!("newer than this server understands: {version}; the newest is {VERSION}"));
        }
        Ok(_) => {}
    }
}

/// Before 1.0 a layout could be its bare word, the method and the interval were implied.
fn name_what_was_implied(document: &mut Json) {
    if let Some(word) = document["layout"].as_str() {
        document["layout"] = json!({ "type": word });
    }
    if let Some(source) = document.get_mut("dataSource").and_then(Json::as_object_mut) {
        source.entry("method").or_insert_with(|| "GET".into());
        source.entry("refreshInterval").or_insert_with(|| 60_000.into());
    }
}
