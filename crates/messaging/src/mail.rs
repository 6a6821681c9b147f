//! Mails as people read them: words for every occasion, in one designed layout with the organization's name, logo and color.
//!
//! Rules (A05 of the threat list): whatever a person typed is text, one line, of limited length, and broken up where a mail program would
//! make a link of it. The only addresses in a mail are on the organization's own origin; a mail with any other is not rendered.
//! The words of each mail are in `words`, the two layouts (MJML and plain text) in `templates/`. No tables.

mod ink;
mod link;
mod text;
mod words;

use std::{collections::HashMap, sync::OnceLock};

use domain::{events::PlanNotice, time::Timestamp};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context, syntax::SyntaxConfig, value::Serde};
use mrml::prelude::{parser::ParserOptions, render::RenderOptions};
use serde::Serialize;

use ink::Inks;
use link::{Origin, OwnLink};
use words::{Sender, Words};

pub use text::{header_line, title as sender_name};

/// The layout of the HTML, in MJML.
const MJML: &str = "layout.mjml";
/// The layout of the plain text.
const TEXT: &str = "layout.txt";

/// The organization that a mail speaks for.
#[derive(Clone, Debug)]
pub struct MailBrand {
    /// Its name, as typed by its people.
    pub organization_name: String,
    /// Its color as `#rrggbb`. It is darkened or lightened where words could not be read otherwise; ours if absent or no color.
    pub color: Option<String>,
    /// Where its logo is, on its own origin. The name stands instead if absent or elsewhere.
    pub logo_url: Option<String>,
    /// Its canonical origin, such as `https://acme.example.com`: the only place that its mails lead to.
    pub origin: String,
}

/// What a mail is about. Links are whole addresses on the brand's origin; everything else is text as people typed it.
#[derive(Clone, Debug)]
pub enum MailTemplate {
    /// Asks to prove an address.
    VerifyEmail {
        /// Whom it greets.
        name: String,
        /// Proves the address.
        link: String,
    },
    /// Answers a registration with an address that has an account already.
    AlreadyRegistered {
        /// Whom it greets.
        name: String,
        /// Where to sign in.
        sign_in_link: String,
        /// Where to ask for a new password.
        reset_link: String,
    },
    /// Lets a person choose a new password.
    PasswordReset {
        /// Whom it greets.
        name: String,
        /// Sets the password.
        link: String,
    },
    /// Tells that a password was changed.
    PasswordChanged {
        /// Whom it greets.
        name: String,
    },
    /// Invites somebody into the organization.
    Invitation {
        /// Who invites, if that is still known.
        invited_by: Option<String>,
        /// The roles that it gives, such as `instructor`.
        roles: Vec<String>,
        /// Accepts the invitation.
        link: String,
        /// When it stops working.
        expires_at: Timestamp,
    },
    /// Tells a learner of a course that is open now.
    Enrolled {
        /// Whom it greets.
        name: String,
        /// The course.
        course_title: String,
        /// Where the course begins.
        link: String,
    },
    /// Brings a certificate.
    CertificateIssued {
        /// Whom it greets.
        name: String,
        /// The course.
        course_title: String,
        /// The certificate.
        link: String,
        /// The page where anyone can check it.
        verify_link: String,
    },
    /// Tells that a certificate was revoked.
    CertificateRevoked {
        /// Whom it greets.
        name: String,
        /// The course.
        course_title: String,
        /// Why, as the staff put it.
        reason: Option<String>,
        /// The page that shows it as revoked.
        verify_link: String,
    },
    /// Tells an owner how it stands with the plan.
    PlanNotice {
        /// Whom it greets.
        name: String,
        /// What happened.
        notice: PlanNotice,
        /// The plan's name, such as `Pro`.
        plan: String,
        /// Until when: the end of the free days, or of the days of grace.
        until: Option<Timestamp>,
        /// The page about the plan.
        link: String,
    },
    /// Tells an owner that mails come from the platform's domain again.
    SendingDomainFailed {
        /// Whom it greets.
        name: String,
        /// The organization's domain.
        domain: String,
        /// Where its records are shown.
        link: String,
    },
}

impl MailTemplate {
    /// The mail's stable word.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify_email",
            Self::AlreadyRegistered { .. } => "already_registered",
            Self::PasswordReset { .. } => "password_reset",
            Self::PasswordChanged { .. } => "password_changed",
            Self::Invitation { .. } => "invitation",
            Self::Enrolled { .. } => "enrolled",
            Self::CertificateIssued { .. } => "certificate_issued",
            Self::CertificateRevoked { .. } => "certificate_revoked",
            Self::PlanNotice { .. } => "plan_notice",
            Self::SendingDomainFailed { .. } => "sending_domain_failed",
        }
    }

    /// Whether somebody waits for it to get into an account, or must know of what happened to it, to the plan, or to mails themselves:
    /// no limit holds it back.
    pub const fn is_essential(&self) -> bool {
        matches!(
            self,
            Self::VerifyEmail { .. }
                | Self::AlreadyRegistered { .. }
                | Self::PasswordReset { .. }
                | Self::PasswordChanged { .. }
                | Self::PlanNotice { .. }
                | Self::SendingDomainFailed { .. }
        )
    }
}

/// A mail ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedMail {
    /// The subject, one line.
    pub subject: String,
    /// For mail programs that show HTML.
    pub html: String,
    /// For those that do not, and for those who prefer it.
    pub text: String,
}

/// Why a mail cannot be rendered. Trying again does not help.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The origin is no origin: scheme, host and port, nothing else.
    #[error("{0:?} is not the origin of an organization")]
    Origin(String),
    /// A link leads off the organization's origin. The link itself may hold a token and is not repeated.
    #[error("a link leads away from {origin}")]
    ForeignLink {
        /// The only origin that may be linked.
        origin: String,
    },
    /// A layout is broken.
    #[error("the layout cannot be filled in: {0}")]
    Layout(String),
}

/// Renders a mail.
///
/// # Errors
/// [`RenderError::ForeignLink`] when a link leads off the brand's origin, [`RenderError::Origin`] when that is none.
pub fn render(brand: &MailBrand, template: &MailTemplate) -> Result<RenderedMail, RenderError> {
    let origin = Origin::parse(&brand.origin)?;
    let sender = Sender { organization: text::title(&brand.organization_name), origin: &origin };
    let words = words::of(template, &sender)?;
    let logo = brand.logo_url.as_deref().and_then(|logo| origin.own(logo).ok());
    let page = Page {
        organization: &sender.organization,
        home: origin.as_str(),
        logo: logo.as_ref(),
        inks: Inks::of(brand.color.as_deref()),
        words: &words,
    };
    let html = html(&fill(MJML, &page)?)?;
    Ok(RenderedMail { subject: words.subject.clone(), html, text: fill(TEXT, &page)? })
}

/// What the layouts can say.
#[derive(Serialize)]
struct Page<'a> {
    organization: &'a str,
    home: &'a str,
    logo: Option<&'a OwnLink>,
    inks: Inks,
    words: &'a Words,
}

fn fill(layout: &str, page: &Page<'_>) -> Result<String, RenderError> {
    let environment = layouts().as_ref().map_err(broken)?;
    environment.get_template(layout).and_then(|layout| layout.render(context! { page => Serde(page) })).map_err(broken)
}

/// MJML to HTML. MJML does not touch what is escaped already.
fn html(mjml: &str) -> Result<String, RenderError> {
    let parsed = mrml::parse_with_options(mjml, &ParserOptions::default()).map_err(broken)?;
    // the fonts that mrml knows are fetched from elsewhere; ours are those of the reader's computer
    let options = RenderOptions { disable_comments: true, fonts: HashMap::new(), ..RenderOptions::default() };
    let html = parsed.element.render(&options).map_err(broken)?;
    // it names no page, but it is the only address in the mail that is not the organization's; HTML does not need it
    let html = html.replacen(" xmlns=\"http://www.w3.org/1999/xhtml\"", "", 1);
    // minijinja escapes the slash too, which needs no escaping where we write it and hides links from tools that look for them
    Ok(html.replace("&#x2f;", "/"))
}

fn layouts() -> &'static Result<Environment<'static>, minijinja::Error> {
    static LAYOUTS: OnceLock<Result<Environment<'static>, minijinja::Error>> = OnceLock::new();
    LAYOUTS.get_or_init(|| {
        let mut environment = Environment::new();
        // minijinja asks when a template is added, not when it is rendered: this comes first
        environment.set_auto_escape_callback(|name| if name == TEXT { AutoEscape::None } else { AutoEscape::Html });
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
        environment.add_template(MJML, include_str!("templates/layout.mjml"))?;
        environment.add_template(TEXT, include_str!("templates/layout.txt"))?;
        Ok(environment)
    })
}

fn broken(error: impl std::fmt::Display) -> RenderError {
    RenderError::Layout(error.to_string())
}

#[cfg(test)]
mod tests;
