//! Access tokens (A01): only our own, for this organization, this purpose, this moment.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use keyring::Purpose;
use lyceum_tests::{Org, TestApp};
use serde_json::{Value, json};

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn part(token: &str, place: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(place).unwrap()).unwrap()).unwrap()
}

/// A token with this header and these claims, truly signed by one of the platform's keys.
fn signed(org: &Org<'_>, purpose: Purpose, header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let signature = org.app.app.keyring.sign(purpose, message.as_bytes()).unwrap();
    format!("{message}.{}", signature.value)
}

#[tokio::test]
async fn nothing_but_our_own_fresh_token_for_this_organization_opens() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let bolt = app.organization("bolt").await;
    let token = acme.owner.token.clone().unwrap();
    let (header, claims) = (part(&token, 0), part(&token, 1));
    let signature = token.rsplit('.').next().unwrap();
    let ours = |header: &Value, claims: &Value| signed(&acme, Purpose::AccessToken, header, claims);
    acme.visitor().with_token(&ours(&header, &claims)).get("/me").await.expect(200);

    let with = |base: &Value, name: &str, value: Value| {
        let mut changed = base.clone();
        changed[name] = value;
        changed
    };
    let without = |base: &Value, name: &str| {
        let mut changed = base.clone();
        changed.as_object_mut().unwrap().remove(name);
        changed
    };
    let exp = claims["exp"].as_i64().unwrap();
    let jwks = acme.visitor().get("/.well-known/jwks.json").await.expect(200);
    let certificate_kid = jwks.body["keys"].as_array().unwrap().iter().find(|key| key["purpose"] == "certificate").unwrap()["kid"].clone();
    let public = jwks.body["keys"].as_array().unwrap().iter().find(|key| key["purpose"] == "access_token").unwrap()["x"].clone();
    let mut hs256 = Header::new(Algorithm::HS256);
    hs256.typ = Some("at+jwt".to_owned());
    hs256.kid = header["kid"].as_str().map(str::to_owned);
    let public_bytes = URL_SAFE_NO_PAD.decode(public.as_str().unwrap()).unwrap();

    let refused = [
        ("nothing", String::new()),
        ("words", "not a token".to_owned()),
        ("alg none, no signature", format!("{}.{}.", encoded(&with(&header, "alg", json!("none"))), encoded(&claims))),
        ("alg none, our signature", format!("{}.{}.{signature}", encoded(&with(&header, "alg", json!("none"))), encoded(&claims))),
        ("HS256 under the public key", jsonwebtoken::encode(&hs256, &claims, &EncodingKey::from_secret(&public_bytes)).unwrap()),
        (
            "HS256 under the public key's text",
            jsonwebtoken::encode(&hs256, &claims, &EncodingKey::from_secret(public.as_str().unwrap().as_bytes())).unwrap(),
        ),
        ("alg RS256", ours(&with(&header, "alg", json!("RS256")), &claims)),
        ("no kid", ours(&without(&header, "kid"), &claims)),
        ("unknown kid", ours(&with(&header, "kid", json!("0192f000-0000-7000-8000-000000000000")), &claims)),
        ("kid as a path", ours(&with(&header, "kid", json!("../../dev/null")), &claims)),
        ("a certificate's key and kid", signed(&acme, Purpose::Certificate, &with(&header, "kid", certificate_kid), &claims)),
        ("a certificate's key, our kid", signed(&acme, Purpose::Certificate, &header, &claims)),
        (
            "a key in the header",
            signed(&acme, Purpose::Certificate, &with(&header, "jwk", json!({ "kty": "OKP", "crv": "Ed25519", "x": public })), &claims),
        ),
        (
            "a key's address in the header",
            signed(&acme, Purpose::Certificate, &with(&header, "jku", json!("http://127.0.0.1:1/jwks.json")), &claims),
        ),
        ("another purpose's type", ours(&with(&header, "typ", json!("JWT")), &claims)),
        ("no type", ours(&without(&header, "typ"), &claims)),
        ("another organization", ours(&header, &with(&claims, "aud", json!(bolt.id)))),
        ("two organizations", ours(&header, &with(&claims, "aud", json!([acme.id, bolt.id])))),
        ("another issuer", ours(&header, &with(&claims, "iss", json!("http://evil.example")))),
        ("no audience", ours(&header, &without(&claims, "aud"))),
        ("no issuer", ours(&header, &without(&claims, "iss"))),
        ("no subject", ours(&header, &without(&claims, "sub"))),
        ("no session", ours(&header, &without(&claims, "sid"))),
        ("no end", ours(&header, &without(&claims, "exp"))),
        ("no beginning", ours(&header, &without(&claims, "iat"))),
        ("an end in words", ours(&header, &with(&claims, "exp", json!(exp.to_string())))),
        ("an end in the past", ours(&header, &with(&with(&claims, "exp", json!(exp - 1_200)), "iat", json!(exp - 1_800)))),
        ("an end before all time", ours(&header, &with(&claims, "exp", json!(i64::MIN)))),
        ("an end after all time", ours(&header, &with(&claims, "exp", json!(i64::MAX)))),
        ("a longer life", ours(&header, &with(&claims, "exp", json!(exp + 86_400)))),
        ("a life that begins tomorrow", ours(&header, &with(&with(&claims, "exp", json!(exp + 86_400)), "iat", json!(exp + 85_800)))),
        ("one more claim", ours(&header, &with(&claims, "roles", json!(["owner"])))),
        ("another subject", ours(&header, &with(&claims, "sub", json!(bolt.owner.user_id)))),
        ("another session", ours(&header, &with(&claims, "sid", json!(bolt.owner.user_id)))),
        ("changed claims, old signature", format!("{}.{}.{signature}", encoded(&header), encoded(&with(&claims, "exp", json!(exp + 1))))),
        ("the refresh token", acme.owner.cookie.clone().unwrap().split_once('=').unwrap().1.to_owned()),
        ("an invitation's token", acme.invitation_token(acme.owner.user_id)),
    ];
    for (what, token) in refused {
        let answer = acme.visitor().with_token(&token).get("/me").await;
        assert_eq!((answer.status, answer.code()), (401, "unauthenticated"), "{what}: {}", answer.body);
        assert_eq!(answer.header("www-authenticate"), "Bearer", "{what}");
    }
    bolt.visitor().with_token(&token).get("/me").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn any_changed_bit_spoils_a_token() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let token = acme.owner.token.clone().unwrap();
    let (keyring, issuer, now) = (&app.app.keyring, app.app.config.server.issuer(), app.app.db.world().now());
    let org = domain::ids::OrgId(acme.id);
    assert!(keyring.read_access_token(&issuer, org, &token, now).is_ok());
    let signed_bytes = token.rfind('.').unwrap() + 1 + 85; // the last character holds two bits that mean nothing
    for place in (0..signed_bytes).filter(|place| token.as_bytes()[*place] != b'.') {
        for other in [b'A', b'B', b'z', b'_'] {
            let mut bytes = token.clone().into_bytes();
            if bytes[place] == other {
                continue;
            }
            bytes[place] = other;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(keyring.read_access_token(&issuer, org, &changed, now).is_err(), "{place} {other}");
        }
    }
}

#[tokio::test]
async fn a_token_lives_ten_minutes_and_five_seconds_more() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    app.clock.advance(chrono::Duration::seconds(602));
    acme.owner.get("/me").await.expect(200);
    app.clock.advance(chrono::Duration::seconds(5));
    acme.owner.get("/me").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn the_header_is_one_bearer_and_nothing_else() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let token = acme.owner.token.clone().unwrap();
    for value in [token.clone(), format!("Basic {token}"), "Bearer".to_owned(), "Bearer ".to_owned(), format!("Bearer {token} {token}")] {
        acme.visitor().with_header("authorization", &value).get("/me").await.refused(401, "unauthenticated");
    }
    acme.visitor().with_header("authorization", &format!("bearer {token}")).get("/me").await.expect(200);
    // a wrong token is refused even where none is needed: whoever sends one means to be somebody ..
    acme.visitor().with_token("x").get("/organization").await.refused(401, "unauthenticated");
    // .. but it is in nobody's way to a new session
    let body = serde_json::json!({ "email": "owner@acme.example", "password": lyceum_tests::PASSWORD });
    acme.visitor().with_token("x").post("/sessions", body).await.expect(201);
    acme.owner.clone().with_token("x").post_as_page("/sessions/refresh").await.expect(200);
}
