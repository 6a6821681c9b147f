//! Courses that the tests of this slice begin with.

use lyceum_tests::{Client, Response};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

/// A course, its sections and their lessons.
pub(crate) struct Built {
    pub(crate) id: Uuid,
    pub(crate) sections: Vec<Uuid>,
    pub(crate) lessons: Vec<Vec<Uuid>>,
}

/// A course with so many lessons in each section, none published.
pub(crate) async fn course(author: &Client, sections: &[usize]) -> Built {
    let id = author.post("/courses", json!({ "title": "Knots" })).await.expect(201).id();
    let mut built = Built { id, sections: Vec::new(), lessons: Vec::new() };
    for (n, lessons) in sections.iter().enumerate() {
        let section = author.post(&format!("/courses/{id}/sections"), json!({ "title": format!("Section {n}") })).await.expect(201).id();
        let mut ids = Vec::new();
        for m in 0..*lessons {
            ids.push(lesson(author, section, &format!("Lesson {n}.{m}"), "Words").await);
        }
        built.sections.push(section);
        built.lessons.push(ids);
    }
    built
}

/// A lesson at the end of a section.
pub(crate) async fn lesson(author: &Client, section: Uuid, title: &str, markdown: &str) -> Uuid {
    let body = json!({ "title": title, "kind": "text", "content": { "markdown": markdown } });
    author.post(&format!("/sections/{section}/lessons"), body).await.expect(201).id()
}

/// Changes a lesson in the version that it has.
pub(crate) async fn change_lesson(author: &Client, lesson: Uuid, patch: Value) -> Response {
    let path = format!("/lessons/{lesson}");
    let version = author.get(&path).await.expect(200).version();
    author.edit(Method::PATCH, &path, version, patch).await.expect(200)
}

/// Changes a course in the version that it has.
pub(crate) async fn change_course(author: &Client, course: Uuid, patch: Value) -> Response {
    let path = format!("/courses/{course}");
    let version = author.get(&path).await.expect(200).version();
    author.edit(Method::PATCH, &path, version, patch).await.expect(200)
}

impl Built {
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/courses/{}{rest}", self.id)
    }

    pub(crate) async fn publish(&self, author: &Client) -> Response {
        author.post(&self.path("/publish"), json!({})).await.expect(200)
    }

    pub(crate) async fn read(&self, author: &Client) -> Value {
        author.get(&self.path("")).await.expect(200).body
    }

    pub(crate) async fn outline(&self, author: &Client) -> Response {
        author.get(&self.path("/outline")).await.expect(200)
    }

    /// What somebody who looks at the course's page finds taught, by section.
    pub(crate) async fn taught(&self, author: &Client) -> Vec<(String, Vec<String>)> {
        let slug = self.read(author).await["slug"].as_str().unwrap().to_owned();
        shape(&author.get(&format!("/catalog/{slug}")).await.expect(200).body)
    }
}

/// Titles of sections and their lessons.
pub(crate) fn shape(outline: &Value) -> Vec<(String, Vec<String>)> {
    let titles = |items: &Value| items.as_array().unwrap().iter().map(|item| text(&item["title"])).collect();
    outline["sections"].as_array().unwrap().iter().map(|section| (text(&section["title"]), titles(&section["lessons"]))).collect()
}

/// Sections and lessons of a shape, as it is written in tests.
pub(crate) fn titles(sections: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    sections.iter().map(|(section, lessons)| ((*section).to_owned(), lessons.iter().map(|lesson| (*lesson).to_owned()).collect())).collect()
}

/// Ids of sections and their lessons, as `PUT ../outline` takes them.
pub(crate) fn order(outline: &Value) -> Value {
    let sections = outline["sections"].as_array().unwrap().iter().map(|section| {
        let lessons: Vec<&Value> = section["lessons"].as_array().unwrap().iter().map(|lesson| &lesson["id"]).collect();
        json!({ "id": section["id"], "lessons": lessons })
    });
    json!({ "sections": sections.collect::<Vec<_>>() })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
