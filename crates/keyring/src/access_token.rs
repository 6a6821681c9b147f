//! Access tokens: JWTs signed with EdDSA (RFC 7519, RFC 8037), for one organization, for ten minutes; and those of operators in a
//! support session, for one organization too, until the session ends.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    ids::{OperatorId, OrgId, SessionId, SupportSessionId, UserId},
    time::{ACCESS_TOKEN, ACCESS_TOKEN_LEEWAY, SUPPORT_SESSION, Timestamp},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::signing::{Keyring, Purpose, key_id};

/// The `typ` of our access tokens (RFC 9068), so that no other token of ours passes for one.
const TYPE: &str = "at+jwt";
/// The `typ` of tokens of a support session: neither passes for the other.
const SUPPORT_TYPE: &str = "support+jwt";

/// Why a token was refused. Callers learn nothing more than that it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the access token is not valid here")]
pub struct AccessTokenError;

/// What an access token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessClaims {
    /// The organization that it is for.
    pub org_id: OrgId,
    /// Who.
    pub user_id: UserId,
    /// On which device.
    pub session_id: SessionId,
}

/// What the token of a support session says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SupportClaims {
    /// The one organization that it is for.
    pub org_id: OrgId,
    /// Which operator.
    pub operator_id: OperatorId,
    /// In which support session.
    pub session_id: SupportSessionId,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: Uuid,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    exp: i64,
}

impl Keyring {
    /// Makes an access token. `issuer` is the platform's origin. `None` when there is no key to sign with.
    pub fn access_token(&self, issuer: &str, claims: AccessClaims, now: Timestamp) -> Option<String> {
        let claims = Claims {
            iss: issuer.to_owned(),
            aud: claims.org_id.0,
            sub: claims.user_id.0,
            sid: claims.session_id.0,
            iat: now.timestamp(),
            exp: (now + ACCESS_TOKEN).timestamp(),
        };
        self.sign_token(TYPE, &claims)
    }

    /// Makes the token of a support session, which nothing renews.
    pub fn support_token(&self, issuer: &str, claims: SupportClaims, expires_at: Timestamp, now: Timestamp) -> Option<String> {
        let claims = Claims {
            iss: issuer.to_owned(),
            aud: claims.org_id.0,
            sub: claims.operator_id.0,
            sid: claims.session_id.0,
            iat: now.timestamp(),
            exp: expires_at.min(now + SUPPORT_SESSION).timestamp(),
        };
        self.sign_token(SUPPORT_TYPE, &claims)
    }

    fn sign_token(&self, kind: &str, claims: &Claims) -> Option<String> {
        let key = self.present(Purpose::AccessToken)?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(kind.to_owned());
        header.kid = Some(key.id.to_string());
        encode(&header, claims, &EncodingKey::from_ed_der(&key.pkcs8)).ok()
    }

    /// Reads an access token made here for this organization.
    ///
    /// # Errors
    /// [`AccessTokenError`] for anything else: another key, purpose, issuer or organization, a missing claim, a past or absurd time.
    pub fn read_access_token(&self, issuer: &str, org_id: OrgId, token: &str, now: Timestamp) -> Result<AccessClaims, AccessTokenError> {
        let header = decode_header(token).map_err(|_| AccessTokenError)?;
        if header.typ.as_deref() != Some(TYPE) || header.alg != Algorithm::EdDSA {
            return Err(AccessTokenError);
        }
        let (claims, lifetime) = self.read_claims(&header, issuer, org_id, token)?;
        let leeway = ACCESS_TOKEN_LEEWAY.num_seconds();
        let fresh = claims.exp.saturating_add(leeway) > now.timestamp()
            && claims.iat <= now.timestamp().saturating_add(leeway)
            && lifetime == ACCESS_TOKEN.num_seconds();
        if !fresh {
            return Err(AccessTokenError);
        }
        Ok(AccessClaims { org_id, user_id: UserId(claims.sub), session_id: SessionId(claims.sid) })
    }

    /// Reads the token of a support session made here for this organization.
    ///
    /// # Errors
    /// [`AccessTokenError`] for anything else, an access token of a member included.
    pub fn read_support_token(&self, issuer: &str, org_id: OrgId, token: &str, now: Timestamp) -> Result<SupportClaims, AccessTokenError> {
        let header = decode_header(token).map_err(|_| AccessTokenError)?;
        if header.typ.as_deref() != Some(SUPPORT_TYPE) || header.alg != Algorithm::EdDSA {
            return Err(AccessTokenError);
        }
        let (claims, lifetime) = self.read_claims(&header, issuer, org_id, token)?;
        let leeway = ACCESS_TOKEN_LEEWAY.num_seconds();
        let fresh = claims.exp > now.timestamp()
            && claims.iat <= now.timestamp().saturating_add(leeway)
            && lifetime <= SUPPORT_SESSION.num_seconds();
        if !fresh {
            return Err(AccessTokenError);
        }
        Ok(SupportClaims { org_id, operator_id: OperatorId(claims.sub), session_id: SupportSessionId(claims.sid) })
    }

    /// Checks the signature, and what both kinds of tokens have in common.
    fn read_claims(&self, header: &Header, issuer: &str, org_id: OrgId, token: &str) -> Result<(Claims, i64), AccessTokenError> {
        let kid = header.kid.as_deref().and_then(key_id).ok_or(AccessTokenError)?;
        let key = self.find(Purpose::AccessToken, kid).ok_or(AccessTokenError)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        // only `exp` is demanded by default, and an absent audience or issuer would pass
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        validation.set_audience(&[org_id.to_string()]);
        validation.set_issuer(&[issuer]);
        // judged by the caller, by the application's clock
        validation.validate_exp = false;
        let decoding = DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(&key.public)).map_err(|_| AccessTokenError)?;
        let claims = decode::<Claims>(token, &decoding, &validation).map_err(|_| AccessTokenError)?.claims;
        if claims.aud != org_id.0 {
            return Err(AccessTokenError);
        }
        let lifetime = claims.exp.checked_sub(claims.iat).ok_or(AccessTokenError)?;
        Ok((claims, lifetime))
    }
}
