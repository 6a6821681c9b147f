//! Writes every mail in several brands as HTML and text, to be looked at in a browser:
//! `cargo run -p messaging --example previews -- FOLDER`.

use std::{error::Error, fs, path::PathBuf};

use domain::time::Timestamp;
use messaging::mail::{MailBrand, MailTemplate, render};

const ORIGIN: &str = "https://acme.example.com";
const LONG: &str =
    "An Unusually Thorough Introduction to Everything That a Person Ought to Know Before Opening a Small Bakery in a Big City";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    fs::create_dir_all(&folder)?;
    let wide = "W".repeat(120);
    for (look, organization, color, name) in [
        ("plain", "Acme Academy", "#0b7a75", "Amélie Dubois"),
        ("long", LONG, "#ffd500", LONG),
        ("pale", "Acme Academy", "#ffffff", "عبد الرحمن"),
        ("black", "Acme Academy", "#101010", wide.as_str()),
    ] {
        let brand = MailBrand { organization_name: organization.into(), color: Some(color.into()), logo_url: None, origin: ORIGIN.into() };
        for (kind, template) in templates(name) {
            let mail = render(&brand, &template)?;
            fs::write(folder.join(format!("{look}-{kind}.html")), mail.html)?;
            fs::write(folder.join(format!("{look}-{kind}.txt")), mail.text)?;
        }
    }
    Ok(())
}

fn templates(name: &str) -> Vec<(&'static str, MailTemplate)> {
    let name = || name.to_owned();
    let course_title = || "Baking Bread".to_owned();
    let link = |path: &str| format!("{ORIGIN}{path}");
    vec![
        ("verify_email", MailTemplate::VerifyEmail { name: name(), link: link("/verify-email#token=T") }),
        (
            "already_registered",
            MailTemplate::AlreadyRegistered { name: name(), sign_in_link: link("/sign-in"), reset_link: link("/forgot-password") },
        ),
        ("password_reset", MailTemplate::PasswordReset { name: name(), link: link("/reset-password#token=T") }),
        ("password_changed", MailTemplate::PasswordChanged { name: name() }),
        (
            "invitation",
            MailTemplate::Invitation {
                invited_by: Some(name()),
                roles: vec!["instructor".into(), "manager".into()],
                link: link("/accept-invitation#token=T"),
                expires_at: Timestamp::UNIX_EPOCH,
            },
        ),
        ("enrolled", MailTemplate::Enrolled { name: name(), course_title: course_title(), link: link("/learn/1/2") }),
        (
            "certificate_issued",
            MailTemplate::CertificateIssued {
                name: name(),
                course_title: course_title(),
                link: link("/certificates"),
                verify_link: link("/verify/ABCDE-FGHJK"),
            },
        ),
        (
            "certificate_revoked",
            MailTemplate::CertificateRevoked {
                name: name(),
                course_title: course_title(),
                reason: Some("Issued to the wrong person.".into()),
                verify_link: link("/verify/ABCDE-FGHJK"),
            },
        ),
        (
            "sending_domain_failed",
            MailTemplate::SendingDomainFailed { name: name(), domain: "acme.example".into(), link: link("/settings/email") },
        ),
    ]
}
