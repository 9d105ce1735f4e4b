use domain::wizard::QuestionOption;
use serde_json::{Map, Value};

use crate::providers::{Access, ProviderError};

pub(super) async fn login(access: &Access) -> Result<String, ProviderError> {
    todo!()
}

pub(super) async fn account(access: &Access) -> Result<String, ProviderError> {
    todo!()
}

pub(super) async fn read(access: &Access, path: &str, params: &Map<String, Value>) -> Result<Value, ProviderError> {
    todo!()
}

pub(super) async fn options(access: &Access, source: &str) -> Result<Vec<QuestionOption>, ProviderError> {
    todo!()
}
