//! Every template in every layout the wizard offers shows the sandbox's rows.

use domain::{
    provider::{Need, ParamKind},
    widget::{LayoutType, WidgetSchema},
};
use serde_json::json;
use services::{providers, widgets};
use sqlx::PgPool;

use crate::sandboxed::Sandboxed;

/// The template with its questions answered the way a hurried person would.
fn answered(template: &providers::template::Template) -> WidgetSchema {
    let mut schema = template.schema.clone();
    let source = schema.data_source.as_mut().expect("a template shows data");
    let endpoint = providers::catalogue()
        .provider(&source.provider)
        .and_then(|provider| provider.endpoint(source.method, &source.endpoint))
        .expect("a declared endpoint");
    for param in endpoint.params.iter().filter(|param| param.need == Need::Required) {
        assert!(matches!(param.kind, ParamKind::TextList { .. }), "this test answers `repositories` only");
        source.params.insert(param.name.into(), json!(["tidewell/booking-api", "tidewell/web", "tidewell/harbor-app"]));
    }
    schema
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn every_template_shows_rows_in_every_layout(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    let mut shown = 0;
    for provider in providers::all() {
        for template in provider.templates() {
            for layout in LayoutType::OFFERED {
                let schema = answered(template).with_layout(layout);
                let what = format!("{} {} as {layout:?}", provider.info().id, schema.metadata.id);
                WidgetSchema::parse(&json!(schema), &providers::catalogue())
                    .unwrap_or_else(|problems| panic!("{what}: {problems:?}"));

                let data = widgets::preview(house.services(), maja.actor, &schema).await.unwrap();

                assert_eq!(data.failure, None, "{what}");
                let rendered = data.rendered.unwrap_or_else(|| panic!("{what} shows nothing"));
                assert_eq!(rendered.notes, [""; 0], "{what}");
                assert!(rendered.rows.len() >= 6, "{what} shows {} rows", rendered.rows.len());
                let mistakes: Vec<_> =
                    rendered.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.error.as_ref()).collect();
                assert!(mistakes.is_empty(), "{what}: {mistakes:?}");
                for (place, column) in rendered.columns.iter().enumerate() {
                    assert!(
                        rendered.rows.iter().any(|row| !row.cells[place].text.is_empty()),
                        "{what}: {} is always empty",
                        column.name
                    );
                }
                assert_eq!(rendered.metric.is_some(), layout == LayoutType::Metric, "{what}");
                shown += 1;
            }
        }
    }
    assert_eq!(shown, 48);
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn what_people_hope_to_see_can_be_read_off_every_template(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let maja = house.maja().await;
    for provider in providers::all() {
        for template in provider.templates() {
            let aims: Vec<_> = template.wizard.aims.iter().collect();
            let filters = aims.iter().map(|aim| aim.filter.clone().expect("all of them can")).collect();
            let counts = widgets::matching(house.services(), maja.actor, &answered(template), filters).await.unwrap();
            for (aim, count) in aims.iter().zip(counts) {
                assert!(count.is_some(), "{}: {}", template.schema.metadata.id, aim.wanted);
            }
        }
    }
}

/// Text of the first row's cell.
async fn first_cells(house: &Sandboxed, actor: services::Actor, template: &str, fields: &[&str]) -> Vec<String> {
    let (provider, id) = template.split_once('/').expect("provider/template");
    let schema = answered(providers::template(provider, id).expect("a template"));
    let data = widgets::preview(house.services(), actor, &schema).await.unwrap();
    let rendered = data.rendered.expect("rows");
    let places = fields.iter().map(|field| rendered.column(field).expect("a column"));
    places.map(|place| rendered.rows[0].cells[place].text.clone()).collect()
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn the_first_row_is_what_the_title_promises(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let actor = house.maja().await.actor;

    assert_eq!(
        first_cells(&house, actor, "github/pr-list", &["title", "reference"]).await,
        ["Licence upload from the gallery", "tidewell/harbor-app #185 · jonasweber"],
        "the longest waiting first"
    );
    assert_eq!(
        first_cells(&house, actor, "stripe/payment-list", &["customer", "description", "amount", "status"]).await,
        ["Ines Caldeira", "Keelboat weekend", "€1,240.00", "succeeded"]
    );
    assert_eq!(
        first_cells(&house, actor, "stripe/failed-payments", &["customer", "reason", "amount"]).await,
        ["Dana Whitfield", "Your card has expired.", "$420.00"]
    );
}

#[sqlx::test(migrator = "services::MIGRATOR")]
async fn amounts_are_right_in_currencies_without_cents_and_never_added_across(owner: PgPool) {
    let house = Sandboxed::start(owner).await;
    let actor = house.maja().await.actor;

    let payments = answered(providers::template("stripe", "payment-list").expect("a template"));
    let rendered = widgets::preview(house.services(), actor, &payments).await.unwrap().rendered.expect("rows");
    let (customer, amount) = (rendered.column("customer").unwrap(), rendered.column("amount").unwrap());
    let of = |name: &str| {
        let row = rendered.rows.iter().find(|row| row.cells[customer].text == name).expect("a customer");
        row.cells[amount].text.clone()
    };
    assert_eq!([of("Kenji Sato"), of("Lars Öberg")], ["¥12,800", "SEK\u{a0}3,150.00"]);

    let revenue = answered(providers::template("stripe", "revenue-metric").expect("a template"));
    let metric = widgets::preview(house.services(), actor, &revenue)
        .await
        .unwrap()
        .rendered
        .and_then(|rendered| rendered.metric);
    let metric = metric.expect("a metric");
    // Six currencies: one figure, five beside it.
    assert_eq!(metric.others.len(), 5, "{metric:?}");
}
