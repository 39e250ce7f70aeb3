//! Signing in through an organisation's identity provider (OpenID Connect, authorisation code with PKCE). A provider
//! says who it is; it never makes anybody. Whom it names is bound to a worker who is there already: by an
//! administrator's invitation, or, where the operator allows it, because the account names are the same.

use super::session::{Signed, random_token};
use super::sign_in::{self, On, Opened, Opening, Proof};
use super::team::decide;
use super::workers::ours;
use crate::config::{Config, Provider};
use crate::http::extract::Circumstances;
use crate::network::Network;
use crate::outward;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::ids::{OrganisationId, WorkerId};
use domain::time::Millis;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use policy::Act;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::people::WorkerRow;
use store::providers::Invitation;

/// How long somebody may stay at her provider's page, in milliseconds.
const AWAY_MS: i64 = 15 * 60_000;
/// Most that are away at the same time.
const MOST: usize = 5_000;
/// Most of one network.
const MOST_OF_NETWORK: usize = 200;
/// How long an invitation waits, in milliseconds: 14 days.
const INVITED_MS: i64 = 14 * 86_400_000;

/// Those who are away at their provider's page. They live in memory: a server that starts anew asks to begin again.
#[derive(Default)]
pub struct Providers(Mutex<HashMap<String, Away>>);

struct Away {
    network: Option<Network>,
    until: Millis,
    provider: String,
    verifier: PkceCodeVerifier,
    nonce: Nonce,
    on: On,
}

/// What a provider said, and what was checked of it.
struct Named {
    issuer: String,
    subject: String,
    username: Option<String>,
    email: Option<String>,
}

fn failed(cause: impl std::fmt::Display) -> Problem {
    Problem::new(Code::ProviderFailed).because(cause)
}

fn provider<'a>(config: &'a Config, id: &str) -> Result<&'a Provider, Problem> {
    config.providers.iter().find(|provider| provider.id == id).ok_or(Problem::new(Code::NotFound))
}

/// Where the provider sends her back to.
fn way_back(config: &Config) -> Result<RedirectUrl, Problem> {
    let origin = config.origin().ok_or_else(|| failed("`public_origin` is not set"))?;
    RedirectUrl::new(format!("{origin}/api/v1/providers/callback")).map_err(failed)
}

async fn metadata(provider: &Provider) -> Result<CoreProviderMetadata, Problem> {
    let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(failed)?;
    CoreProviderMetadata::discover_async(issuer, &outward::fetch).await.map_err(failed)
}

/// Begins: gives the provider's address, and the state by which she is known again.
pub async fn begin(app: &App, id: &str, on: On, about: &Circumstances) -> Result<(String, String), Problem> {
    let provider = provider(&app.config, id)?;
    let network = about.peer.map(Network::around);
    {
        // Before anything is asked of the provider.
        let mut away = app.providers.0.lock().unwrap_or_else(PoisonError::into_inner);
        away.retain(|_, one| one.until > about.at);
        let of_network = away.values().filter(|one| one.network == network).count();
        if away.len() >= MOST || (network.is_some() && of_network >= MOST_OF_NETWORK) {
            return Err(Problem::new(Code::Busy).after(30));
        }
    }
    let client = CoreClient::from_provider_metadata(
        metadata(provider).await?,
        ClientId::new(provider.client_id.clone()),
        provider.client_secret.clone().map(ClientSecret::new),
    )
    .set_redirect_uri(way_back(&app.config)?);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let state = random_token(app)?;
    let csrf = state.clone();
    let (address, _, nonce) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(csrf.clone()),
            Nonce::new_random,
        )
        .add_scope(Scope::new("profile".to_owned()))
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let mut away = app.providers.0.lock().unwrap_or_else(PoisonError::into_inner);
    let until = Millis(about.at.0 + AWAY_MS);
    away.insert(state.clone(), Away { network, until, provider: provider.id.clone(), verifier, nonce, on });
    Ok((address.to_string(), state))
}

/// She is back: checks what the provider says, and signs in whom it is bound to.
pub async fn finish(app: &App, state: &str, code: String, about: &Circumstances) -> Result<Opened, Problem> {
    let away = app.providers.0.lock().unwrap_or_else(PoisonError::into_inner).remove(state);
    let away = away.filter(|away| away.until > about.at).ok_or_else(|| failed("no such state"))?;
    let provider = provider(&app.config, &away.provider)?;
    let named = ask(app, provider, code, away.verifier, &away.nonce).await?;
    let row = bind(app, provider, &named, about.at).await?;
    let epoch = app.store.session_epoch(row.worker).await?;
    let opening = Opening {
        row,
        on: away.on,
        proofs: vec![Proof::Provider],
        epoch,
        instead_of: None,
        code_given: false,
    };
    sign_in::open(app, opening, about).await
}

async fn ask(
    app: &App,
    provider: &Provider,
    code: String,
    verifier: PkceCodeVerifier,
    nonce: &Nonce,
) -> Result<Named, Problem> {
    let client = CoreClient::from_provider_metadata(
        metadata(provider).await?,
        ClientId::new(provider.client_id.clone()),
        provider.client_secret.clone().map(ClientSecret::new),
    )
    .set_redirect_uri(way_back(&app.config)?);
    let answer = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(failed)?
        .set_pkce_verifier(verifier)
        .request_async(&outward::fetch)
        .await
        .map_err(failed)?;
    let token = answer.id_token().ok_or_else(|| failed("no id token"))?;
    // Signature, issuer, audience, time and nonce.
    let checker = client.id_token_verifier();
    let claims = token.claims(&checker, nonce).map_err(failed)?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = token.signing_alg().map_err(failed)?;
        let key = token.signing_key(&checker).map_err(failed)?;
        let actual = AccessTokenHash::from_token(answer.access_token(), algorithm, key).map_err(failed)?;
        if actual != *expected {
            return Err(failed("the access token belongs to another id token"));
        }
    }
    let email = claims.email().filter(|_| claims.email_verified() == Some(true));
    Ok(Named {
        issuer: provider.issuer.clone(),
        subject: claims.subject().as_str().to_owned(),
        username: claims.preferred_username().map(|name| name.as_str().to_lowercase()),
        email: email.map(|email| email.as_str().to_lowercase()),
    })
}

/// The organisation of a provider.
async fn organisation(app: &App, provider: &Provider) -> Result<OrganisationId, Problem> {
    let all = app.store.organisations().await?;
    let found = all.iter().find(|row| row.name_en.eq_ignore_ascii_case(&provider.organisation));
    found.map(|row| row.org).ok_or_else(|| failed("the provider's organisation does not exist"))
}

/// The worker to whom a subject is bound, or is bound now.
async fn bind(app: &App, provider: &Provider, named: &Named, at: Millis) -> Result<WorkerRow, Problem> {
    let org = organisation(app, provider).await?;
    let ours = |row: &WorkerRow| row.active && row.org == org;
    if let Some(worker) = app.store.provider_link(&named.issuer, &named.subject).await? {
        let row = app.store.worker(worker).await?.filter(ours);
        return row.ok_or_else(|| failed("she has left"));
    }
    let since = Millis(at.0 - INVITED_MS);
    let mut worker = None;
    for name in [named.email.as_deref(), named.username.as_deref()].into_iter().flatten() {
        if worker.is_none() {
            worker = app.store.provider_invited(&named.issuer, name, since).await?;
        }
    }
    let row = match (worker, &named.username) {
        (Some(worker), _) => app.store.worker(worker).await?,
        (None, Some(username)) if provider.match_accounts => app.store.worker_by_account(username).await?,
        (None, _) => None,
    };
    let row = row.filter(ours).ok_or_else(|| failed("nobody here"))?;
    // A worker has one subject with a provider: whoever is bound already stays bound to that one.
    if !app.store.provider_bind(&named.issuer, &named.subject, row.worker, at).await? {
        return Err(failed("bound to another subject"));
    }
    Ok(row)
}

/// Invites a worker to sign in through a provider, under the name (or verified e-mail address) that she has there.
pub async fn invite(
    app: &App,
    signed: &Signed,
    worker: WorkerId,
    id: &str,
    name: &str,
) -> Result<(), Problem> {
    decide(signed, Act::ManageWorkers)?;
    ours(signed, worker)?;
    let provider = provider(&app.config, id)?;
    let name = name.trim().to_lowercase();
    if name.is_empty() || name.len() > 254 {
        return Err(Problem::new(Code::BadValue).at("name"));
    }
    if organisation(app, provider).await? != signed.session.org {
        return Err(Problem::new(Code::NotFound));
    }
    app.store.audit(vec![signed.event("providers.invited", true)]).await?;
    let invitation = Invitation {
        worker,
        issuer: provider.issuer.clone(),
        name,
        by: signed.session.worker,
        at: signed.about.at,
    };
    Ok(app.store.provider_invite(invitation).await?)
}
