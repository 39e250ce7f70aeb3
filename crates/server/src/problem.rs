//! Everything that can go wrong at the border, as RFC 9457 problem details: a stable code, a title and a
//! detail in the person's language, what was kept and what to do next. No personal data, and nothing about
//! how the server is built, ever appears in one.

use crate::words::{Lang, Words};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Where a code is explained; the code follows.
pub const TYPE_BASE: &str = "https://kinkeeper.org/problems/";

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:ident;)*) => {
        /// What went wrong. Codes are stable: devices act on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];
            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
            /// The HTTP status.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }
        }
    };
}

codes! {
    /// Nobody is signed in, or the session has ended.
    NotSignedIn = "not-signed-in", UNAUTHORIZED;
    /// Account and passphrase do not belong together. The same for an unknown account.
    SignInFailed = "sign-in-failed", UNAUTHORIZED;
    /// The sign-in is not finished: a step waits, and `more.waits_for` names it.
    SignInUnfinished = "sign-in-unfinished", UNAUTHORIZED;
    /// A first passphrase that was used on another device, or waited too long.
    FirstPassphraseUsed = "first-passphrase-used", UNAUTHORIZED;
    /// Changing how one signs in needs a fresh proof of who one is.
    ProveAgain = "prove-again", FORBIDDEN;
    /// The code is not right, or was used before.
    WrongCode = "wrong-code", UNPROCESSABLE_ENTITY;
    /// The passkey could not be checked, or belongs to nobody here.
    PasskeyFailed = "passkey-failed", UNPROCESSABLE_ENTITY;
    /// Passkeys need a host name and an encrypted connection, which this server does not have.
    NoPasskeysHere = "no-passkeys-here", CONFLICT;
    /// An app is set up already, or none is.
    AppState = "app-state", CONFLICT;
    /// The last second factor of somebody who must have one.
    LastFactor = "last-factor", CONFLICT;
    /// The recovery is decided already, or has waited too long.
    RecoveryDecided = "recovery-decided", CONFLICT;
    /// It takes two different people, neither of whom it is about.
    TwoPeople = "two-people", FORBIDDEN;
    /// The identity provider did not say who it is, or nobody here belongs to what it said.
    ProviderFailed = "provider-failed", UNAUTHORIZED;
    /// Too many requests of one session at the same time.
    TooManyAtOnce = "too-many-at-once", TOO_MANY_REQUESTS;
    /// Too many wrong attempts; `Retry-After` says when.
    TooManyAttempts = "too-many-attempts", TOO_MANY_REQUESTS;
    /// What a phone with a key sends must be signed with it, and this was not. It keeps what it has; signing in anew
    /// enrols a new key.
    DeviceUnsigned = "device-unsigned", UNAUTHORIZED;
    /// This phone is locked for her.
    DeviceLocked = "device-locked", FORBIDDEN;
    /// What lies on this phone of hers is to be destroyed.
    DeviceWiped = "device-wiped", UNAUTHORIZED;
    /// The code for a new phone is not right, is over, or was used.
    DeviceCodeWrong = "device-code-wrong", UNPROCESSABLE_ENTITY;
    /// Where phones are enrolled by code, only one that can keep a key is.
    DeviceNeedsKey = "device-needs-key", CONFLICT;
    /// The PIN of this phone is not right; `more.left` says how many tries are left.
    PinWrong = "pin-wrong", UNPROCESSABLE_ENTITY;
    /// There is no PIN for this phone, or none any more: the passphrase opens it.
    PinGone = "pin-gone", GONE;
    /// Somebody has decided about the phone meanwhile.
    DeviceState = "device-state", CONFLICT;
    /// A write that does not come from our own page.
    WrongOrigin = "wrong-origin", FORBIDDEN;
    /// This work is not part of the person's role.
    NotAllowed = "not-allowed", FORBIDDEN;
    /// There is no such thing, or the person may not know of it: the two look the same.
    NotFound = "not-found", NOT_FOUND;
    /// The address exists, the method does not.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED;
    /// The body is not of the kind that is taken here.
    WrongContentType = "wrong-content-type", UNSUPPORTED_MEDIA_TYPE;
    /// The body is not readable JSON.
    BadJson = "bad-json", BAD_REQUEST;
    /// The body has a field that nobody knows.
    UnknownField = "unknown-field", BAD_REQUEST;
    /// A value that cannot be; `fields` says where.
    BadValue = "bad-value", UNPROCESSABLE_ENTITY;
    /// The body is larger than is taken here.
    TooLarge = "too-large", PAYLOAD_TOO_LARGE;
    /// The device speaks a newer or older protocol than this server.
    PleaseUpdate = "please-update", CONFLICT;
    /// The new passphrase is too easy.
    WeakPassphrase = "weak-passphrase", UNPROCESSABLE_ENTITY;
    /// The present passphrase was not right.
    WrongPassphrase = "wrong-passphrase", UNPROCESSABLE_ENTITY;
    /// The account name is taken.
    AccountTaken = "account-taken", CONFLICT;
    /// The file is not a workbook that can be read.
    ImportUnreadable = "import-unreadable", UNPROCESSABLE_ENTITY;
    /// The workbook has mistakes; the report names each cell.
    ImportHasErrors = "import-has-errors", UNPROCESSABLE_ENTITY;
    /// The workbook is not the one that was looked at before.
    ImportChanged = "import-changed", CONFLICT;
    /// Somebody has worked on the imported families since.
    ImportInUse = "import-in-use", CONFLICT;
    /// The paper cannot be made yet: what it shows is not recorded.
    NothingToPrint = "nothing-to-print", CONFLICT;
    /// She may open the file without an emergency.
    EmergencyNotNeeded = "emergency-not-needed", CONFLICT;
    /// The emergency is reviewed already, or it is her own.
    EmergencyDecided = "emergency-decided", CONFLICT;
    /// The information-sharing protocol would break what must always hold, or says what nobody knows; `fields` names it.
    SharingNotValid = "sharing-not-valid", UNPROCESSABLE_ENTITY;
    /// Somebody decided about the information-sharing protocol meanwhile, or another version waits.
    SharingDecided = "sharing-decided", CONFLICT;
    /// A hand-over was answered or taken back before.
    TransferDecided = "transfer-decided", CONFLICT;
    /// The joint case was answered or ended by somebody, or the family took its consent back.
    JointDecided = "joint-decided", CONFLICT;
    /// Somebody decided about the two files meanwhile, or one of them is folded into another.
    FilesDecided = "files-decided", CONFLICT;
    /// She has asked other organisations as often as one may in a day; `Retry-After` says when she may again.
    TooManyQuestions = "too-many-questions", TOO_MANY_REQUESTS;
    /// Somebody has answered the question already.
    QuestionAnswered = "question-answered", CONFLICT;
    /// Nothing leaves the organisation without a consent that names the other one and lives.
    ConsentNeeded = "consent-needed", CONFLICT;
    /// The consultation is over, or she is asked for advice already.
    ConsultationDecided = "consultation-decided", CONFLICT;
    /// The document of an assessment tool cannot be published as it is; `more` says what must be put right.
    ToolNotValid = "tool-not-valid", UNPROCESSABLE_ENTITY;
    /// Somebody published, retired or restored the tool meanwhile.
    ToolDecided = "tool-decided", CONFLICT;
    /// The form's app showed no key, or one that is not good.
    CollectKeyWrong = "collect-key-wrong", UNAUTHORIZED;
    /// A filled form that cannot be read. The app keeps it.
    FormUnreadable = "form-unreadable", UNPROCESSABLE_ENTITY;
    /// A filled form of a tool, or of a version, that is not known here. The app keeps it.
    FormUnknown = "form-unknown", CONFLICT;
    /// A filled form that cannot be put into this file as it is; `fields` says why. It stays where it was.
    FormUnfit = "form-unfit", CONFLICT;
    /// Somebody has put the form into a file or thrown it away already.
    FormDecided = "form-decided", CONFLICT;
    /// A link for a receiver without an account that is no longer good: run out, locked, or taken back.
    LinkEnded = "link-ended", GONE;
    /// The same; what was answered with it just now is kept, and goes to whoever referred.
    LinkEndedKept = "link-ended-kept", GONE;
    /// The code that goes with a link was not right.
    WrongReceiverCode = "wrong-receiver-code", FORBIDDEN;
    /// Too much at once; `Retry-After` says when.
    Busy = "busy", SERVICE_UNAVAILABLE;
    /// The organisation's photographs have no room left on the server. The phone keeps it.
    PhotoNoRoom = "photo-no-room", INSUFFICIENT_STORAGE;
    /// What came is not the photograph that its entry names. The phone brings it anew.
    PhotoBroken = "photo-broken", UNPROCESSABLE_ENTITY;
    /// It is more than a picture, or none. The phone keeps it.
    PhotoUnfit = "photo-unfit", UNPROCESSABLE_ENTITY;
    /// The photograph has not come yet from the phone that took it.
    PhotoNotHere = "photo-not-here", CONFLICT;
    /// The server's disk is full: reading goes on, writing waits.
    DiskFull = "disk-full", INSUFFICIENT_STORAGE;
    /// Something broke on the server.
    Broken = "broken", INTERNAL_SERVER_ERROR;
    /// An entry of a push that could not be read. It is kept.
    EntryUnreadable = "entry-unreadable", UNPROCESSABLE_ENTITY;
    /// An entry of a push that its author may not give. It is kept.
    EntryNotAllowed = "entry-not-allowed", FORBIDDEN;
    /// An entry of a push for a family whose file was erased. It is kept.
    FamilyErased = "family-erased", GONE;
    /// An entry of a push that would tell a service what nobody agreed to have told. It is kept; nothing left.
    ConsentMissing = "consent-missing", FORBIDDEN;
    /// A packet of a push that names somebody else than the people of the file whom it is to be about (field `people`). It
    /// is kept; nothing left.
    PacketOfOthers = "packet-of-others", UNPROCESSABLE_ENTITY;
    /// An entry of a push that somebody else made. It stays on the device for her.
    EntryOfAnother = "entry-of-another", FORBIDDEN;
    /// An entry of a push that follows one which was not taken. The device sends it again without it.
    EntryWaits = "entry-waits", CONFLICT;
}

/// A problem on its way to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What went wrong.
    pub code: Code,
    /// Which fields of the request, by their path; never their values.
    pub fields: Vec<String>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u32>,
    /// More for a machine to show, such as an import's report.
    pub more: Option<Box<serde_json::Value>>,
    /// For the log of the operator; holds no personal data and is never sent.
    pub cause: Option<String>,
}

impl Problem {
    /// A problem with nothing further to say.
    pub const fn new(code: Code) -> Self {
        Self { code, fields: Vec::new(), retry_after: None, more: None, cause: None }
    }
    /// Names a field.
    pub fn at(mut self, field: &str) -> Self {
        self.fields.push(field.to_owned());
        self
    }
    /// Says when to try again.
    pub const fn after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
    /// Adds something for a machine to show.
    pub fn with(mut self, more: serde_json::Value) -> Self {
        self.more = Some(Box::new(more));
        self
    }
    /// Notes the cause for the operator's log.
    pub fn because(mut self, cause: impl std::fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }
    /// Something broke; `cause` goes to the log only.
    pub fn broken(cause: impl std::fmt::Display) -> Self {
        Self::new(Code::Broken).because(cause)
    }

    /// The body as it is sent.
    pub fn details(&self, words: &Words, lang: Lang, request: &str) -> Details {
        let key = format!("problem-{}", self.code.name());
        Details {
            kind: format!("{TYPE_BASE}{}", self.code.name()),
            code: self.code.name().to_owned(),
            status: self.code.status().as_u16(),
            title: words.say(lang, &key, None),
            detail: words.say(lang, &format!("{key}.detail"), None),
            kept: words.say(lang, &format!("{key}.kept"), None),
            next: words.say(lang, &format!("{key}.next"), None),
            fields: self.fields.clone(),
            retry_after: self.retry_after,
            more: self.more.as_deref().cloned(),
            request: request.to_owned(),
        }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<crate::effects::NoEntropy> for Problem {
    fn from(error: crate::effects::NoEntropy) -> Self {
        Self::broken(error)
    }
}

/// The response carries the problem itself; the outermost layer, which knows the language and the request's
/// id, turns it into words.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A problem as sent (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Details {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The stable code.
    pub code: String,
    /// The HTTP status again.
    pub status: u16,
    /// What happened, in a few words.
    pub title: String,
    /// What happened.
    pub detail: String,
    /// What was kept.
    pub kept: String,
    /// What to do next.
    pub next: String,
    /// Fields of the request that are meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Seconds after which trying again makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// More to show, such as an import's report.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub more: Option<serde_json::Value>,
    /// The id of the request, for whoever helps.
    pub request: String,
}

impl Details {
    /// The response.
    pub fn into_response(self, lang: Lang) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.code()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl Details {
    /// The same for an app that speaks OpenRosa, which shows its user what the message says.
    pub fn into_openrosa(self, lang: Lang) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let message = format!("{} {} {} ({})", self.title, self.detail, self.next, self.code);
        let mut response = (status, exchange::openrosa::response(&message, "submit_error")).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.code()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert("x-openrosa-version", HeaderValue::from_static("1.0"));
        if status == StatusCode::UNAUTHORIZED {
            let basic = HeaderValue::from_static("Basic realm=\"Kinkeeper\", charset=\"UTF-8\"");
            headers.insert(header::WWW_AUTHENTICATE, basic);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_four_texts_in_both_languages() {
        let words = Words::new();
        for code in Code::ALL {
            for lang in Lang::ALL {
                for part in ["", ".detail", ".kept", ".next"] {
                    let key = format!("problem-{}{part}", code.name());
                    assert!(words.find(lang, &key, None).is_some(), "{key} has no words in {}", lang.code());
                }
            }
        }
    }

    #[test]
    fn a_broken_server_says_always_the_same() {
        let words = Words::new();
        let one = Problem::broken("row 7 of table x").details(&words, Lang::En, "r");
        let two = Problem::broken("something else").details(&words, Lang::En, "r");
        assert_eq!(one, two);
        assert!(!serde_json::to_string(&one).unwrap().contains("row 7"));
    }
}
