//! A support session gives grants of members' actions, which it cuts to those that read, and of actions on itself.
use domain::access::{CompleteLesson, CreateSession, SendMail};
use repositories::SupportSession;

pub fn a_job(session: &SupportSession) {
    let _ = session.grant::<SendMail>();
}

pub fn a_visit(session: &SupportSession) {
    let _ = session.grant::<CreateSession>();
}

pub fn an_act_on_itself(session: &SupportSession) {
    let _ = session.own_grant::<CompleteLesson>();
}
