//! Forms that came filled in from outside the app: kept sealed until somebody put them into a family's file or threw them
//! away, with the pictures that came along. The row stays, so that a form that is sent again is known.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::error::StoreError;
use crate::store::Store;
use domain::ids::{DeviceId, FormId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;

const FORM: &str = "received form";
const FILE: &str = "received file";

/// Where a form is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormState {
    /// For somebody to look at.
    Waiting,
    /// In this family's file.
    Placed(StreamId),
    /// Somebody threw it away.
    Discarded,
}

impl FormState {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Placed(_) => "placed",
            Self::Discarded => "discarded",
        }
    }
    pub(crate) fn read(code: &str, stream: Option<StreamId>) -> Option<Self> {
        match (code, stream) {
            ("waiting", _) => Some(Self::Waiting),
            ("placed", Some(stream)) => Some(Self::Placed(stream)),
            ("discarded", _) => Some(Self::Discarded),
            _ => None,
        }
    }
}

/// A form that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRow {
    /// Which.
    pub id: FormId,
    /// For whom she works who sent it; its key seals the content.
    pub org: OrganisationId,
    /// Who sent it.
    pub worker: WorkerId,
    /// As which device.
    pub device: DeviceId,
    /// The tool's code.
    pub form: String,
    /// Its version.
    pub version: u16,
    /// When it came.
    pub at: Millis,
    /// Where it is on its way.
    pub state: FormState,
    /// How many files lie beside it.
    pub files: u32,
}

/// A file beside a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFile {
    /// What the app called it.
    pub name: String,
    /// Bytes.
    pub bytes: u32,
}

fn beside(id: FormId, name: &str) -> Vec<u8> {
    [id.as_bytes().as_slice(), name.as_bytes()].concat()
}

impl Store {
    /// Keeps a form that came. One that was here before stays as it is: where that one is on its way.
    pub async fn form_put(&self, row: &FormRow, content: &[u8]) -> Result<FormState> {
        let key = self.ensure_org_key(row.org).await?;
        let sealed = key.seal_words(&*self.inner.random, FORM, row.id.as_bytes(), content)?;
        writing!(self, conn => received_forms::put(conn, row, &sealed))
    }

    /// Keeps a file that came with a form; one of that name that is here stays.
    pub async fn form_file_put(&self, row: &FormRow, name: &str, bytes: &[u8]) -> Result<()> {
        let key = self.ensure_org_key(row.org).await?;
        let sealed = key.seal_words(&*self.inner.random, FILE, &beside(row.id, name), bytes)?;
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        writing!(self, conn => received_forms::file_put(conn, row.id, name, (length, &sealed)))
    }

    /// The forms of these workers that somebody has to look at, oldest first: those that wait, and those whose pictures
    /// nobody has taken care of.
    pub async fn forms(&self, workers: &[WorkerId], most: u32) -> Result<Vec<FormRow>> {
        let most = i64::from(most);
        reading!(self, conn => received_forms::open(conn, workers, most))
    }

    /// One form.
    pub async fn form(&self, id: FormId) -> Result<Option<FormRow>> {
        reading!(self, conn => received_forms::one(conn, id))
    }

    /// What a form says. `None` when its content is gone: it is in a file, or was thrown away.
    pub async fn form_content(&self, row: &FormRow) -> Result<Option<Vec<u8>>> {
        let sealed: Option<Vec<u8>> = reading!(self, conn => received_forms::sealed(conn, row.id))?;
        let Some(sealed) = sealed.filter(|sealed| !sealed.is_empty()) else { return Ok(None) };
        let key = self.org_key(row.org).await?.ok_or(StoreError::NotFound)?;
        let content = key.open_words(FORM, row.id.as_bytes(), &sealed);
        content.map(Some).ok_or_else(|| StoreError::Damaged("a form that came".into()))
    }

    /// What lies beside a form.
    pub async fn form_files(&self, id: FormId) -> Result<Vec<FormFile>> {
        reading!(self, conn => received_forms::files(conn, id))
    }

    /// One file beside a form.
    pub async fn form_file(&self, row: &FormRow, name: &str) -> Result<Option<Vec<u8>>> {
        let sealed: Option<Vec<u8>> = reading!(self, conn => received_forms::file(conn, row.id, name))?;
        let Some(sealed) = sealed else { return Ok(None) };
        let key = self.org_key(row.org).await?.ok_or(StoreError::NotFound)?;
        let bytes = key.open_words(FILE, &beside(row.id, name), &sealed);
        bytes.map(Some).ok_or_else(|| StoreError::Damaged("a file that came with a form".into()))
    }

    /// What became of a form. Its content goes; its files only when it was thrown away. Done before: nothing changes.
    pub async fn form_settled(&self, id: FormId, state: FormState) -> Result<()> {
        writing!(self, conn => received_forms::settle(conn, id, state))
    }

    /// The files beside a form were taken care of: they go.
    pub async fn form_files_end(&self, id: FormId) -> Result<()> {
        writing!(self, conn => received_forms::files_end(conn, id))
    }
}
