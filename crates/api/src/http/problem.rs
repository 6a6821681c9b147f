//! Refusals: RFC 9457 problems with stable codes. This table is the whole catalogue; a code is never used again for something else.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use repositories::{Denied, RepositoryError, courses::AccessError};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// What a handler answers.
pub type Answer = Result<HttpResponse, Problem>;

macro_rules! codes {
    ($($name:ident $status:literal $code:literal $title:literal;)+) => {
        /// A stable code for a refusal.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $title] $name,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code's word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The HTTP status that it comes with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }

            /// What it means, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }
        }
    };
}

codes! {
    MalformedRequest      400 "malformed_request"       "The request cannot be read";
    SignatureInvalid      400 "signature_invalid"       "The message is not signed as it must be";
    Unauthenticated       401 "unauthenticated"         "Sign in first";
    InvalidCredentials    401 "invalid_credentials"     "E-mail or password is wrong";
    SessionExpired        401 "session_expired"         "The session has ended";
    PlanLimitReached      402 "plan_limit_reached"      "The plan's limit is reached";
    OrganizationReadOnly  402 "organization_read_only"  "A payment is overdue: nothing can be changed until it is made";
    SeatFrozen            402 "seat_frozen"             "The plan has no seat any more for you to write courses";
    CourseFrozen          402 "course_frozen"           "The plan has no room any more for this course: it can only be read";
    PaymentDeclined       402 "payment_declined"        "The payment was declined";
    Forbidden             403 "forbidden"               "You may not do this";
    ScopeMissing          403 "scope_missing"           "This API key may not do this";
    SupportLooksOnly      403 "support_looks_only"      "A support session looks and changes nothing";
    OriginNotAllowed      403 "origin_not_allowed"      "The request comes from another site";
    EmailUnverified       403 "email_unverified"        "The e-mail address must be verified first";
    RegistrationClosed    403 "self_registration_closed" "This organization invites its people";
    RoleAboveYours        403 "role_above_yours"        "Only an owner may do this to an owner";
    EnrollmentClosed      403 "self_enrollment_closed"  "People are enrolled by the staff of this course";
    OrganizationSuspended 403 "organization_suspended"  "This organization is closed";
    NotFound              404 "not_found"               "There is no such thing here";
    CertificateNotFound   404 "certificate_not_found"   "No certificate has this code";
    MethodNotAllowed      405 "method_not_allowed"      "This address does not take this method";
    TooSlow               408 "too_slow"                "The request took too long to arrive";
    Conflict              409 "conflict"                "It exists already";
    SlugTaken             409 "slug_taken"              "Somebody has this name";
    AlreadyMember         409 "already_member"          "This person is a member already";
    LastOwner             409 "last_owner"              "An organization needs an owner";
    PublishBlocked        409 "publish_blocked"         "Something must be mended before publishing";
    CourseNotPublished    409 "course_not_published"    "The course is not published";
    CourseDeleted         409 "course_deleted"          "The course is in the bin";
    EnrollmentInactive    409 "enrollment_inactive"     "The enrollment is not active";
    CompletionRuleUnmet   409 "completion_rule_unmet"   "The lesson is not complete yet";
    CertificateRevoked    409 "certificate_revoked"     "The certificate is revoked already";
    VideoState            409 "video_state"             "The video is not in a state in which this can be done";
    VideoInUse            409 "video_in_use"            "Lessons show this video";
    VideoNotMovable       409 "video_not_movable"       "The video cannot be moved to another host";
    VideoNotPlayable      409 "video_not_playable"      "The video cannot be played yet";
    VideoHostRefused      409 "video_host_refused"      "The video host refuses this";
    VideoSilent           409 "video_silent"            "The video has no sound";
    SoundElsewhere        409 "sound_elsewhere"         "The video's host keeps its sound: captions cannot be made from it here";
    TranscriptionOff      409 "transcription_off"       "Captions are not made from the sound here: its operator has not set that up";
    TranscriptionRunning  409 "transcription_running"   "Captions are being made from this video's sound already";
    CaptionsExist         409 "captions_exist"          "A person gave captions in this language: these are not replaced";
    TooManyLanguages      409 "too_many_languages"      "The video has captions in as many languages as it may";
    TooManyStreams        409 "too_many_streams"        "You watch as many videos as you may at a time";
    PlaybackEnded         409 "playback_ended"          "The video plays somewhere else";
    SupportEnded          409 "support_ended"           "The support session has ended already";
    OrganizationOpen      409 "organization_open"       "The organization is open already";
    OrganizationClosed    409 "organization_closed"     "The organization is closed";
    JobNotDead            409 "job_not_dead"            "Only a job that was set aside can be replayed";
    WebhookForeign        409 "webhook_foreign"         "The message concerns no organization of this platform";
    PaymentsOff           409 "payments_off"            "This platform takes no payments: its operator gives plans";
    PlanByContract        409 "plan_by_contract"        "The platform's operator gave this organization its plan";
    SubscriptionExists    409 "subscription_exists"     "There is a subscription already: change it";
    NoSubscription        409 "no_subscription"         "There is no subscription";
    NothingToChange       409 "nothing_to_change"       "It is so already";
    ChangePending         409 "change_pending"          "Another change is being done";
    PaymentOverdue        409 "payment_overdue"         "A payment is missing: it comes first";
    PaymentRefused        409 "payment_refused"         "The payment provider refuses this";
    CurrencyFixed         409 "currency_fixed"          "This organization pays in another currency";
    CheckoutSuperseded    409 "checkout_superseded"     "Another payment page was opened meanwhile";
    UploadOffset          409 "upload_offset"           "The upload stands elsewhere: ask where";
    UploadGone            410 "upload_gone"             "The upload was ended or took too long: begin a new one";
    LinkInvalid           410 "link_invalid"            "The link has expired or was used";
    TusVersion            412 "tus_version"             "Uploads speak version 1.0.0 of tus";
    StaleVersion          412 "stale_version"           "Somebody changed it meanwhile";
    ContentTooLarge       413 "content_too_large"       "The request is too large";
    UnsupportedMediaType  415 "unsupported_media_type"  "This content type is not accepted";
    UnknownHost           421 "unknown_host"            "No organization answers here";
    WrongCode             422 "wrong_code"              "The authenticator's code is wrong";
    InvalidInput          422 "invalid_input"           "Something in the request is not right";
    SlugReserved          422 "slug_reserved"           "This name is reserved";
    InvalidSlug           422 "invalid_slug"            "This name cannot be an address";
    OutlineMismatch       422 "outline_mismatch"        "The outline must hold exactly the live sections and lessons";
    UnknownAsset          422 "unknown_asset"           "The content shows a picture that this organization does not have";
    InvalidContent        422 "invalid_content"         "The content cannot be taken";
    InvalidCaptions       422 "invalid_captions"        "The captions cannot be read";
    InvalidPicture        422 "invalid_picture"         "The picture cannot be read";
    IdempotencyMismatch   422 "idempotency_mismatch"    "The Idempotency-Key was used for another request";
    UploadLocked          423 "upload_locked"           "Another request appends to this upload";
    IfMatchRequired       428 "if_match_required"       "Say which version you edit";
    TooManyRequests       429 "too_many_requests"       "Slow down";
    ChecksumMismatch      460 "checksum_mismatch"       "The bytes do not fit their checksum: send them again";
    Internal              500 "internal"                "Something went wrong on our side";
    PaymentsUnavailable   503 "payments_unavailable"    "The payment provider does not answer: nothing was paid, try again soon";
    VideoHostUnavailable  503 "video_host_unavailable"  "The video host does not answer, try again soon";
    StorageUnavailable    503 "storage_unavailable"     "Files cannot be stored at present, try again soon";
    Busy                  503 "busy"                    "Too busy, try again soon";
    StorageFull           507 "storage_full"            "The platform's storage is full: its operator must make room";
}

/// One fault in the input.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Where: a JSON pointer (RFC 6901) into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// A stable word for the rule that is broken.
    pub code: String,
    /// The rule in words.
    pub message: String,
}

impl FieldError {
    /// A fault at a place.
    pub fn new(pointer: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code: code.into(), message: message.into() }
    }
}

/// A refusal, ready to be sent.
#[derive(Debug)]
pub struct Problem {
    code: Code,
    detail: String,
    errors: Vec<FieldError>,
    extras: Map<String, Value>,
    retry_after: Option<i64>,
    // for the log only: nothing of it is sent
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Problem {
    /// A refusal whose words are the code's title.
    pub fn new(code: Code) -> Self {
        Self { code, detail: format!("{}.", code.title()), errors: Vec::new(), extras: Map::new(), retry_after: None, cause: None }
    }

    /// Says more about this case. Public words only.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds a member of its own.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.extras.insert(name.to_owned(), value.into());
        self
    }

    /// Says after how many seconds another try makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after = Some(seconds.max(1));
        self
    }

    /// Keeps the cause for the log.
    #[must_use]
    pub fn caused_by(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }

    /// A 422 with the faults found.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(Code::InvalidInput) }
    }

    /// A 422 with one fault.
    pub fn invalid_field(pointer: &str, code: &str, message: &str) -> Self {
        Self::invalid(vec![FieldError::new(pointer, code, message)])
    }

    /// A 500 with its cause for the log.
    pub fn internal(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::new(Code::Internal).caused_by(cause)
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The words for people.
    pub fn words(&self) -> &str {
        &self.detail
    }

    fn body(&self) -> Value {
        let mut body = self.extras.clone();
        body.insert("type".into(), json!(format!("/docs/problems#{}", self.code.as_str())));
        body.insert("title".into(), json!(self.code.title()));
        body.insert("status".into(), json!(self.code.status()));
        body.insert("code".into(), json!(self.code.as_str()));
        body.insert("detail".into(), json!(self.detail));
        body.insert("request_id".into(), json!(super::security::current_request_id()));
        if !self.errors.is_empty() {
            body.insert("errors".into(), json!(self.errors));
        }
        Value::Object(body)
    }
}

/// How a problem looks in the API's description (RFC 9457); more members may come with some codes.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// An address that explains the code.
    pub r#type: String,
    /// What the code means.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: String,
    /// What happened this time, in words for people.
    pub detail: String,
    /// Names this request in our logs.
    pub request_id: String,
    /// The faults of the input, with status 422.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub errors: Option<Vec<FieldError>>,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        if self.code.status() >= 500 {
            let mut causes = Vec::new();
            let mut next: Option<&(dyn std::error::Error + 'static)> = self.cause.as_deref().map(|cause| cause as _);
            while let Some(cause) = next {
                causes.push(cause.to_string());
                next = cause.source();
            }
            tracing::error!(code = self.code.as_str(), causes = causes.join(": "), "request failed");
        } else {
            tracing::debug!(code = self.code.as_str(), detail = self.detail, "request refused");
        }
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if self.code.status() == 401 {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        response.content_type("application/problem+json").body(self.body().to_string())
    }
}

impl From<RepositoryError> for Problem {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::NotFound => Self::new(Code::NotFound),
            RepositoryError::Stale(version) => Self::new(Code::StaleVersion).with("current_version", version),
            RepositoryError::Duplicate | RepositoryError::Reference => Self::new(Code::Conflict),
            RepositoryError::Busy(_) => Self::new(Code::Busy).retry_after(1).caused_by(error),
            RepositoryError::LeaseLost | RepositoryError::Damaged(_) | RepositoryError::Database(_) => Self::internal(error),
        }
    }
}

impl From<storage::StorageError> for Problem {
    fn from(error: storage::StorageError) -> Self {
        match error {
            storage::StorageError::Full(_) => Self::new(Code::StorageFull).caused_by(error),
            storage::StorageError::Unavailable(_) => Self::new(Code::StorageUnavailable).retry_after(5).caused_by(error),
            storage::StorageError::NotFound | storage::StorageError::Failed(_) => Self::internal(error),
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Role => Self::new(Code::Forbidden),
            Denied::Scope => Self::new(Code::ScopeMissing),
            Denied::ReadOnly => Self::new(Code::OrganizationReadOnly),
            Denied::SeatFrozen => Self::new(Code::SeatFrozen),
            Denied::CourseFrozen => Self::new(Code::CourseFrozen),
            Denied::Support => Self::new(Code::SupportLooksOnly),
        }
    }
}

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Denied(denied) => denied.into(),
            AccessError::Repository(error) => error.into(),
        }
    }
}

impl From<billing::BillingError> for Problem {
    fn from(error: billing::BillingError) -> Self {
        match error {
            billing::BillingError::LimitReached(limit) => {
                let next = limit.next_plan();
                Self::new(Code::PlanLimitReached)
                    .detail(format!(
                        "The plan {} allows {} {}, and {} are in use. The plan {} lifts this.",
                        limit.plan.as_str(),
                        limit.allowed,
                        limit.metric.as_str().replace('_', " "),
                        limit.used,
                        next.as_str()
                    ))
                    .with("limit", limit.metric.as_str())
                    .with("usage", limit.used)
                    .with("allowed", limit.allowed)
                    .with("plan", limit.plan.as_str())
                    .with("next_plan", next.as_str())
            }
            billing::BillingError::ReadOnly => Self::new(Code::OrganizationReadOnly),
            billing::BillingError::Repository(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_snake_case_words() {
        for code in Code::ALL {
            assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", code.as_str());
            assert_eq!(Code::ALL.iter().filter(|other| other.as_str() == code.as_str()).count(), 1, "{}", code.as_str());
        }
    }
}
