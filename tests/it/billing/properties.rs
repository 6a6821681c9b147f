//! Whatever is done in whatever order, counters equal what they count; and whatever the moment, what was shown is what is paid.

use chrono::Duration;
use lyceum_tests::{Client, Org, PayingApp, TestApp};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{RngSeed, TestRunner},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    courses::fixtures::course,
    laws::world::PIXEL,
    learning::fixtures::{learner, number},
};

/// Something that takes or gives back room. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Act {
    Publish,
    Delete(usize),
    Restore(usize),
    Enroll(usize, usize),
    Cancel(usize),
    Revive(usize),
    Invite,
    Revoke(usize),
    Promote(usize),
    Demote(usize),
    Upload,
}

fn act() -> impl Strategy<Value = Act> {
    let some = || any::<usize>();
    prop_oneof![
        3 => Just(Act::Publish),
        2 => some().prop_map(Act::Delete),
        2 => some().prop_map(Act::Restore),
        4 => (some(), some()).prop_map(|(who, what)| Act::Enroll(who, what)),
        2 => some().prop_map(Act::Cancel),
        2 => some().prop_map(Act::Revive),
        2 => Just(Act::Invite),
        1 => some().prop_map(Act::Revoke),
        2 => some().prop_map(Act::Promote),
        2 => some().prop_map(Act::Demote),
        1 => Just(Act::Upload),
    ]
}

struct School {
    owner: Client,
    learners: Vec<Client>,
    courses: Vec<Uuid>,
    enrollments: Vec<Uuid>,
    invitations: Vec<Uuid>,
}

impl School {
    async fn found(org: &Org<'_>) -> Self {
        let mut learners = Vec::new();
        for _ in 0..3 {
            learners.push(learner(org).await);
        }
        Self { owner: org.owner.clone(), learners, courses: Vec::new(), enrollments: Vec::new(), invitations: Vec::new() }
    }

    /// Does it; refusals are part of it.
    async fn act(&mut self, number: usize, act: &Act) {
        let chosen = |from: &[Uuid], which: usize| from.get(which % from.len().max(1)).copied();
        let who = |which: usize| &self.learners[which % self.learners.len()];
        match *act {
            Act::Publish => {
                let made = course(&self.owner, &[1]).await;
                self.owner.post(&format!("/courses/{}/publish", made.id), json!({})).await;
                self.courses.push(made.id);
            }
            Act::Delete(which) => {
                let Some(course) = chosen(&self.courses, which) else { return };
                self.owner.delete(&format!("/courses/{course}")).await;
            }
            Act::Restore(which) => {
                let Some(course) = chosen(&self.courses, which) else { return };
                self.owner.post(&format!("/courses/{course}/restore"), json!({})).await;
            }
            Act::Enroll(whom, which) => {
                let Some(course) = chosen(&self.courses, which) else { return };
                let body = json!({ "course_id": course, "user_ids": [who(whom).user_id] });
                let answer = self.owner.post("/enrollments", body).await;
                if let Some(id) = answer.body["items"][0]["id"].as_str() {
                    self.enrollments.push(id.parse().unwrap());
                }
            }
            Act::Cancel(which) | Act::Revive(which) => {
                let Some(enrollment) = chosen(&self.enrollments, which) else { return };
                let status = if matches!(act, Act::Cancel(_)) { "cancelled" } else { "active" };
                self.owner.patch(&format!("/enrollments/{enrollment}"), json!({ "status": status })).await;
            }
            Act::Invite => {
                let body = json!({ "email": format!("i{number}@acme.example"), "roles": ["instructor"] });
                let answer = self.owner.post("/invitations", body).await;
                if answer.status == 201 {
                    self.invitations.push(answer.id());
                }
            }
            Act::Revoke(which) => {
                let Some(invitation) = chosen(&self.invitations, which) else { return };
                self.owner.delete(&format!("/invitations/{invitation}")).await;
            }
            Act::Promote(whom) | Act::Demote(whom) => {
                let role = if matches!(act, Act::Promote(_)) { "instructor" } else { "learner" };
                self.owner.patch(&format!("/members/{}", who(whom).user_id), json!({ "roles": [role] })).await;
            }
            Act::Upload => {
                self.owner.post_bytes(&format!("/assets?file_name=a{number}.png&alt=a"), "image/png", PIXEL.to_vec()).await;
            }
        }
    }
}

#[tokio::test]
async fn after_any_acts_the_counters_are_what_they_count() {
    let mut runner = runner();
    for round in 0..3 {
        let acts = proptest::collection::vec(act(), 40).new_tree(&mut runner).unwrap().current();
        let app = TestApp::on_plan("starter").await;
        let org = app.organization("acme").await;
        let mut school = School::found(&org).await;
        for (number, act) in [Act::Publish, Act::Publish].iter().chain(&acts).enumerate() {
            school.act(number, act).await;
        }
        assert!(school.courses.len() > 2 && !school.enrollments.is_empty(), "round {round} did nothing: {acts:?}");
        app.clock.advance(Duration::days(1));
        app.run_jobs().await;
        let corrected = number(&org, "SELECT COUNT(*) FROM audit_events WHERE action = 'usage_corrected'").await;
        assert_eq!(corrected, 0, "counters had drifted after {acts:?}");
    }
}

#[tokio::test]
async fn at_any_moment_what_was_shown_is_what_is_paid() {
    let mut runner = runner();
    let moments = (0_i64..29, 0_i64..86_400, 0_usize..3);
    for _ in 0..4 {
        let (day, second, upgrade) = moments.new_tree(&mut runner).unwrap().current();
        let (from, to) = [("starter", "pro"), ("starter", "business"), ("pro", "business")][upgrade];
        let paying = PayingApp::spawn().await;
        let org = paying.app.organization("acme").await;
        paying.subscribe(&org, from).await;
        paying.advance(Duration::days(15)).await;
        paying.advance(Duration::days(day) + Duration::seconds(second)).await;
        let owner = paying.owner(&org).await;
        let preview = owner.get(&format!("/subscription/preview?plan={to}&interval=month")).await.expect(200).body;
        let (before, due) = (paying.taken(), preview["due_now"]["amount"].as_i64().unwrap());
        let wanted = json!({ "kind": "change", "plan": to, "interval": "month", "prorated_at": preview["prorated_at"] });
        assert_eq!(paying.change(&owner, wanted).await["status"], "done");
        assert_eq!(paying.taken() - before, due, "{from} to {to} after {day} days and {second} seconds");
        let whole = price(to) - price(from);
        assert!((0..=whole).contains(&due), "{due} is more than the difference of whole months, {whole}");
    }
}

fn price(plan: &str) -> i64 {
    let plan = domain::plans::Plan::parse(plan).unwrap();
    plan.price(domain::plans::Interval::Month, domain::money::Currency::Usd).unwrap().minor
}

/// Other acts each day would be found by nobody who looks for the reason: the seed is fixed, `PROPTEST_RNG_SEED` is another.
fn runner() -> TestRunner {
    let config = ProptestConfig::default();
    let seed = if matches!(config.rng_seed, RngSeed::Random) { RngSeed::Fixed(7) } else { config.rng_seed };
    TestRunner::new(ProptestConfig { rng_seed: seed, ..config })
}
