//! Who is who at an identity provider: bindings and invitations.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::store::Store;
use domain::ids::WorkerId;
use domain::time::Millis;

/// An administrator's word that a worker may be bound to whoever has this name at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Whom.
    pub worker: WorkerId,
    /// At which provider.
    pub issuer: String,
    /// Under which name or e-mail address she is known there, in small letters.
    pub name: String,
    /// Who invited her.
    pub by: WorkerId,
    /// When.
    pub at: Millis,
}

impl Store {
    /// To whom a subject is bound.
    pub async fn provider_link(&self, issuer: &str, subject: &str) -> Result<Option<WorkerId>> {
        reading!(self, conn => providers::link(conn, issuer, subject))
    }
    /// Binds a subject to a worker, and uses up her invitation. False when either is bound already.
    pub async fn provider_bind(
        &self,
        issuer: &str,
        subject: &str,
        worker: WorkerId,
        at: Millis,
    ) -> Result<bool> {
        writing!(self, conn => providers::bind(conn, issuer, subject, worker, at))
    }
    /// Invites; an older invitation of hers is replaced.
    pub async fn provider_invite(&self, invitation: Invitation) -> Result<()> {
        writing!(self, conn => providers::invite(conn, &invitation))
    }
    /// Who was invited under this name since `since`.
    pub async fn provider_invited(
        &self,
        issuer: &str,
        name: &str,
        since: Millis,
    ) -> Result<Option<WorkerId>> {
        reading!(self, conn => providers::invited(conn, issuer, name, since))
    }
}
