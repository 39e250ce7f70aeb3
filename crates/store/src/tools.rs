//! Documents of the network's own assessment tools, and the workbooks that they were made from, by their hash. They say
//! nothing about anybody.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::error::StoreError;
use crate::seal::sha256;
use crate::store::Store;

impl Store {
    /// Keeps a file under its hash; one that is there already stays as it is.
    pub async fn tool_file_put(&self, bytes: &[u8]) -> Result<[u8; 32]> {
        let hash = sha256(&[bytes]);
        let done: Result<()> = writing!(self, conn => tools::put(conn, &hash, bytes));
        done.map(|()| hash)
    }

    /// The file with a hash. Errors with [`StoreError::Damaged`] when it is not what its hash says.
    pub async fn tool_file(&self, hash: &[u8; 32]) -> Result<Option<Vec<u8>>> {
        let found: Option<Vec<u8>> = reading!(self, conn => tools::get(conn, hash))?;
        match found {
            Some(bytes) if sha256(&[&bytes]) != *hash => {
                Err(StoreError::Damaged("a document of an assessment tool".into()))
            }
            Some(bytes) => Ok(Some(bytes)),
            None => Ok(None),
        }
    }
}
