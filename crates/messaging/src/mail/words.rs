//! The words of every mail. Nothing here is markup: the layouts escape all of it.

use chrono::TimeDelta;
use domain::{
    events::PlanNotice,
    time::{EMAIL_VERIFICATION, PASSWORD_RESET, Timestamp},
};
use serde::Serialize;

use super::{
    MailTemplate, RenderError,
    link::{Origin, OwnLink},
    text,
};

/// The organization that speaks.
pub(super) struct Sender<'a> {
    /// Its name, made safe.
    pub(super) organization: String,
    /// Where it lives.
    pub(super) origin: &'a Origin,
}

/// What a mail says, in reading order.
#[derive(Debug, Serialize)]
pub(super) struct Words {
    /// The subject.
    pub(super) subject: String,
    /// The headline.
    heading: String,
    /// The salutation.
    greeting: String,
    /// What happened and what can be done.
    paragraphs: Vec<String>,
    /// The one thing to do, if there is one.
    button: Option<Button>,
    /// How long the button works and the like.
    note: Option<String>,
    /// A second address.
    more: Option<Button>,
    /// Why one got this mail.
    reason: String,
}

/// Words that lead somewhere.
#[derive(Debug, Serialize)]
struct Button {
    label: String,
    link: OwnLink,
}

impl Button {
    fn new(label: &str, link: OwnLink) -> Self {
        Self { label: label.to_owned(), link }
    }
}

impl Words {
    fn new(subject: String, heading: impl Into<String>) -> Self {
        Self {
            subject,
            heading: heading.into(),
            greeting: "Hello,".into(),
            paragraphs: Vec::new(),
            button: None,
            note: None,
            more: None,
            reason: String::new(),
        }
    }

    fn greet(mut self, name: &str) -> Self {
        let name = text::name(name);
        if !name.is_empty() {
            self.greeting = format!("Hello {name},");
        }
        self
    }

    fn say(mut self, paragraph: impl Into<String>) -> Self {
        self.paragraphs.push(paragraph.into());
        self
    }

    fn button(mut self, label: &str, link: OwnLink) -> Self {
        self.button = Some(Button::new(label, link));
        self
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    fn more(mut self, label: &str, link: OwnLink) -> Self {
        self.more = Some(Button::new(label, link));
        self
    }

    fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }
}

/// The words of a mail.
pub(super) fn of(template: &MailTemplate, from: &Sender<'_>) -> Result<Words, RenderError> {
    let own = |link: &str| from.origin.own(link);
    match template {
        MailTemplate::VerifyEmail { name, link } => Ok(verify_email(from, name, own(link)?)),
        MailTemplate::AlreadyRegistered { name, sign_in_link, reset_link } => {
            Ok(already_registered(from, name, own(sign_in_link)?, own(reset_link)?))
        }
        MailTemplate::PasswordReset { name, link } => Ok(password_reset(from, name, own(link)?)),
        MailTemplate::PasswordChanged { name } => Ok(password_changed(from, name, from.origin.path("/forgot-password")?)),
        MailTemplate::Invitation { invited_by, roles, link, expires_at } => {
            Ok(invitation(from, invited_by.as_deref(), roles, own(link)?, *expires_at))
        }
        MailTemplate::Enrolled { name, course_title, link } => Ok(enrolled(from, name, &text::title(course_title), own(link)?)),
        MailTemplate::CertificateIssued { name, course_title, link, verify_link } => {
            Ok(certificate_issued(from, name, &text::title(course_title), [own(link)?, own(verify_link)?]))
        }
        MailTemplate::CertificateRevoked { name, course_title, reason, verify_link } => {
            Ok(certificate_revoked(from, name, &text::title(course_title), reason.as_deref(), own(verify_link)?))
        }
        MailTemplate::PlanNotice { name, notice, plan, until, link } => {
            Ok(plan_notice(from, *notice, &text::title(plan), *until, own(link)?).greet(name))
        }
        MailTemplate::SendingDomainFailed { name, domain, link } => Ok(sending_domain_failed(from, name, &text::title(domain), own(link)?)),
    }
}

fn verify_email(from: &Sender<'_>, name: &str, link: OwnLink) -> Words {
    let organization = &from.organization;
    Words::new(format!("Confirm your e-mail address for {organization}"), "Confirm your e-mail address")
        .greet(name)
        .say(format!("Please confirm that this address is yours, so that {organization} can reach you."))
        .button("Confirm address", link)
        .note(format!("The button works once, for {}.", hours(EMAIL_VERIFICATION)))
        .because(format!(
            "You get this mail because somebody gave this address at {organization}. If that was not you, ignore it: without the button \
             nothing is confirmed."
        ))
}

fn already_registered(from: &Sender<'_>, name: &str, sign_in: OwnLink, reset: OwnLink) -> Words {
    let organization = &from.organization;
    Words::new(format!("You already have an account at {organization}"), "You already have an account")
        .greet(name)
        .say(format!("Somebody, probably you, has just tried to register at {organization} with this address. It has an account already: sign in with it."))
        .button("Sign in", sign_in)
        .more("Forgot your password? Choose a new one here:", reset)
        .because(format!(
            "You get this mail because this address was entered when registering at {organization}. If that was not you, you need not do \
             anything: your account has not changed."
        ))
}

fn password_reset(from: &Sender<'_>, name: &str, link: OwnLink) -> Words {
    let organization = &from.organization;
    Words::new(format!("Choose a new password for {organization}"), "Choose a new password")
        .greet(name)
        .say(format!("A new password was asked for your account at {organization}."))
        .button("Choose a new password", link)
        .note(format!("The button works once, for {}.", hours(PASSWORD_RESET)))
        .because(format!(
            "You get this mail because somebody asked for a new password for this address at {organization}. If that was not you, ignore it: \
             your password stays as it is."
        ))
}

fn password_changed(from: &Sender<'_>, name: &str, forgot: OwnLink) -> Words {
    let organization = &from.organization;
    Words::new(format!("Your password at {organization} was changed"), "Your password was changed")
        .greet(name)
        .say(format!("The password of your account at {organization} has just been changed."))
        .say(format!("If that was you, all is well. If not, choose a new password at once and tell the administrators of {organization}."))
        .button("This was not me", forgot)
        .because(format!("You get this mail because it concerns the safety of your account at {organization}."))
}

fn invitation(from: &Sender<'_>, invited_by: Option<&str>, roles: &[String], link: OwnLink, expires_at: Timestamp) -> Words {
    let organization = &from.organization;
    let inviter = invited_by.map(text::name).filter(|name| !name.is_empty());
    let (subject, sentence) = match &inviter {
        Some(name) => (format!("{name} invites you to {organization}"), format!("{name} invites you to join {organization}")),
        None => (format!("You are invited to {organization}"), format!("You are invited to join {organization}")),
    };
    Words::new(subject, "You are invited")
        .say(format!("{sentence}{}.", in_roles(roles)))
        .button("Accept the invitation", link)
        .note(format!("The button works once, until {}.", expires_at.format("%-d %B %Y, %H:%M UTC")))
        .because(format!(
            "You get this mail because somebody at {organization} entered your address to invite you. If you did not expect it, ignore it: \
             you get no account unless you accept."
        ))
}

fn enrolled(from: &Sender<'_>, name: &str, course: &str, link: OwnLink) -> Words {
    let organization = &from.organization;
    Words::new(format!("You are enrolled in {course}"), "Your course is open")
        .greet(name)
        .say(format!("{organization} has enrolled you in “{course}”. Your place is kept, so you can stop and go on whenever you like."))
        .button("Go to the course", link)
        .because(format!("You get this mail because you were enrolled in a course at {organization}."))
}

fn certificate_issued(from: &Sender<'_>, name: &str, course: &str, [link, verify]: [OwnLink; 2]) -> Words {
    let organization = &from.organization;
    let words = Words::new(format!("Your certificate for {course}"), "Congratulations!")
        .greet(name)
        .say(format!("You have completed “{course}” at {organization}. Your certificate is ready."))
        .because(format!("You get this mail because you completed a course at {organization}."));
    let is_elsewhere = verify != link;
    let words = words.button("See your certificate", link);
    if is_elsewhere { words.more("Anyone can check your certificate here, without an account:", verify) } else { words }
}

fn certificate_revoked(from: &Sender<'_>, name: &str, course: &str, reason: Option<&str>, verify: OwnLink) -> Words {
    let organization = &from.organization;
    let words = Words::new(format!("Your certificate for {course} was revoked"), "Your certificate was revoked")
        .greet(name)
        .say(format!("{organization} has revoked your certificate for “{course}”. Whoever checks it sees that it is no longer valid."));
    let words = match reason.map(text::remark).filter(|reason| !reason.is_empty()) {
        Some(reason) => words.say(format!("The reason given: “{reason}”")),
        None => words,
    };
    words
        .button("See the certificate", verify)
        .because(format!("You get this mail because it concerns a certificate that {organization} issued to you. If you think that this is a mistake, ask there."))
}

fn plan_notice(from: &Sender<'_>, notice: PlanNotice, plan: &str, until: Option<Timestamp>, link: OwnLink) -> Words {
    let organization = &from.organization;
    let day = until.map_or_else(|| "soon".to_owned(), |until| format!("on {}", until.format("%-d %B %Y")));
    let words = match notice {
        PlanNotice::TrialEnding => Words::new(format!("The free trial of {organization} ends {day}"), "Your free trial ends soon")
            .say(format!("The free trial of the plan {plan} ends {day}. Add a payment method to keep the plan."))
            .say("Without one you go on with the free plan. Nothing is deleted: what it has no room for becomes read-only.")
            .button("Keep the plan", link),
        PlanNotice::PaymentFailed => Words::new(format!("A payment for {organization} failed"), "A payment failed")
            .say(format!("The payment for the plan {plan} did not go through. Everything keeps working for now, and it is tried again."))
            .say(format!("Please check your payment method. If nothing is paid, the organization becomes read-only {day}."))
            .button("Check the payment method", link),
        PlanNotice::ReadOnly => Words::new(format!("{organization} is read-only now"), "Your organization is read-only")
            .say(format!("The payment for the plan {plan} is still missing. Learners learn on, but nothing can be changed or added."))
            .say("Everything works again as soon as the payment is made.")
            .button("Pay now", link),
        PlanNotice::PaymentRecovered => Words::new(format!("Payment received for {organization}"), "Thank you, all is well")
            .say(format!("The payment for the plan {plan} has arrived, and everything works as before."))
            .button("See your plan", link),
        PlanNotice::PlanReduced => {
            Words::new(format!("{organization} is on the plan {plan} now"), format!("You are on the plan {plan} now"))
                .say("Nothing was deleted. What the plan has no room for is read-only; you choose what is kept.")
                .button("Choose what is kept", link)
        }
    };
    words.because(format!("You get this mail because you own {organization}."))
}

fn sending_domain_failed(from: &Sender<'_>, name: &str, domain: &str, link: OwnLink) -> Words {
    let organization = &from.organization;
    Words::new(format!("Mails of {organization} no longer come from {domain}"), "The DNS records of your domain changed")
        .greet(name)
        .say(format!(
            "The records of {domain} have been wrong for a day. Mails in its name would be taken for forgeries, so {organization} writes \
             from the platform's address again, and only a limited number of mails a month."
        ))
        .say("The page below shows each record, what stands there now, and what is wrong. Once they are right, mails come from your domain again.")
        .button("See the records", link)
        .because(format!("You get this mail because you are an owner of {organization}."))
}

fn hours(time: TimeDelta) -> String {
    match time.num_hours() {
        1 => "an hour".into(),
        hours => format!("{hours} hours"),
    }
}

/// ` as an instructor and a manager`, or nothing.
fn in_roles(roles: &[String]) -> String {
    let roles: Vec<_> = roles.iter().map(|role| text::name(role)).filter(|role| !role.is_empty()).map(|role| with_article(&role)).collect();
    match roles.split_last() {
        None => String::new(),
        Some((only, [])) => format!(" as {only}"),
        Some((last, others)) => format!(" as {} and {last}", others.join(", ")),
    }
}

fn with_article(role: &str) -> String {
    let article = if role.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    format!("{article} {role}")
}
