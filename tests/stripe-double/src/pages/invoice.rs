//! The hosted page of an invoice, and its PDF.

use actix_web::{
    HttpResponse,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::page::{CARDS, alert, escaped, go_to, money, page};
use crate::{
    billing::invoice,
    document::{amount, elements, id, is, owned},
    double::Double,
    refusal::Refusal,
    resources::payment_methods::{self, Card},
};

/// What the page's form sends.
#[derive(Deserialize)]
pub struct Submission {
    card: Option<String>,
}

/// Shows the page.
pub async fn show(double: Data<Double>, number: Path<String>) -> HttpResponse {
    render(&double, &number, None)
}

/// Pays the invoice with a card, which becomes the customer's.
pub async fn submit(double: Data<Double>, number: Path<String>, form: Form<Submission>) -> HttpResponse {
    let paid = double.transact(|account| {
        let open = account.get("invoice", &number)?;
        let card = form.card.as_deref().and_then(Card::parse).ok_or_else(|| Refusal::wrong_state("Choose a card."))?;
        let method = payment_methods::set_default(account, &owned(&open, "customer"), card)?;
        invoice::attempt(account, &number, Some(&id(&method)), false)
    });
    match paid {
        Ok(_) => go_to(&format!("/i/{number}")),
        Err(refusal) => render(&double, &number, Some(refusal.message())),
    }
}

/// The invoice as a PDF of one line.
pub async fn pdf(double: Data<Double>, number: Path<String>) -> HttpResponse {
    let Ok(found) = double.transact(|account| account.get("invoice", &number)) else { return HttpResponse::NotFound().finish() };
    let printable: String = owned(&found, "number").chars().filter(char::is_ascii_alphanumeric).collect();
    let words = format!("Invoice {printable}: {}", money(amount(&found, "amount_due"), &owned(&found, "currency")));
    HttpResponse::Ok().content_type("application/pdf").body(one_line_pdf(&words))
}

fn render(double: &Double, number: &str, message: Option<&str>) -> HttpResponse {
    let Ok(found) = double.transact(|account| account.get("invoice", number)) else {
        return page(404, "Invoice", "<p>There is no such invoice.</p>");
    };
    let currency = owned(&found, "currency");
    let lines: String = elements(&found, "lines.data")
        .iter()
        .map(|line| format!("<li>{}: {}</li>", escaped(&owned(line, "description")), money(amount(line, "amount"), &currency)))
        .collect();
    let due = money(amount(&found, "amount_due"), &currency);
    let pay = if is(&found, "status", "open") {
        format!("<form method=\"post\" action=\"/i/{}\">{CARDS}<button>Pay {due}</button></form>", escaped(number))
    } else {
        String::new()
    };
    let status = owned(&found, "status");
    let content = format!("{}<ul>{lines}</ul><p>Due: {due}. Status: {status}.</p>{pay}", alert(message));
    page(if message.is_some() { 402 } else { 200 }, &format!("Invoice {}", owned(&found, "number")), &content)
}

fn one_line_pdf(words: &str) -> Vec<u8> {
    let drawn = format!("BT /F1 14 Tf 72 720 Td ({words}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{drawn}\nendstream", drawn.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (position, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", position + 1));
    }
    let begin = file.len();
    file.push_str(&format!("xref\n0 {0}\n{table}trailer << /Size {0} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n", objects.len() + 1));
    file.into_bytes()
}
