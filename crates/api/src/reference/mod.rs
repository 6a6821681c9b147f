//! `/docs`: the description of the API as pages that need no script, and every problem code in words.
//!
//! Everything on them is read from [`crate::openapi::document`]; `example` makes the bodies, `view` what the page shows.

use std::sync::LazyLock;

use actix_web::{HttpResponse, get, web::Data};
use minijinja::{Environment, context};

use crate::{
    app::App,
    http::{Answer, Code, Problem, Site},
};

mod example;
mod view;

static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.add_template("frame.html", include_str!("frame.html"))?;
    templates.add_template("operations.html", include_str!("operations.html"))?;
    templates.add_template("problems.html", include_str!("problems.html"))?;
    Ok(templates)
});
static REFERENCE: LazyLock<minijinja::Value> =
    LazyLock::new(|| minijinja::Value::from(minijinja::value::Serde(view::reference(&crate::openapi::document()))));

/// The reference of the API, with examples for the host that is asked.
#[get("/docs")]
pub async fn operations(app: Data<App>, site: Site) -> Answer {
    let origin = match &site {
        Site::Organization(tenant) => app.config.server.organization_origin(tenant.slug()),
        Site::Apex | Site::Files => app.config.server.apex_origin(),
        Site::Console => return Err(Problem::new(Code::NotFound)),
    };
    page("operations.html", &context! { title => "API reference", reference => REFERENCE.clone(), origin })
}

/// Every problem code.
#[get("/docs/problems")]
pub async fn problems(_site: Site) -> Answer {
    let codes: Vec<_> =
        Code::ALL.iter().map(|code| context! { code => code.as_str(), status => code.status(), title => code.title() }).collect();
    page("problems.html", &context! { title => "Problem codes", codes })
}

fn page(template: &str, values: &minijinja::Value) -> Answer {
    let templates = TEMPLATES.as_ref().map_err(|error| Problem::internal(std::io::Error::other(error.to_string())))?;
    let html = templates.get_template(template).and_then(|template| template.render(values)).map_err(Problem::internal)?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_and_schema_is_on_the_page() {
        let document = crate::openapi::document();
        let values = context! { title => "API reference", reference => REFERENCE.clone(), origin => "https://acme.example" };
        let html = TEMPLATES.as_ref().unwrap().get_template("operations.html").unwrap().render(values).unwrap();
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                let id = operation["operationId"].as_str().unwrap();
                assert!(html.contains(&format!("id=\"{id}\"")), "{id} is missing");
            }
        }
        for name in document["components"]["schemas"].as_object().unwrap().keys() {
            assert!(html.contains(&format!("id=\"schema-{name}\"")), "{name} is missing");
        }
        assert!(!html.contains("&lt;code&gt;") && html.contains("-X POST"));
    }
}
