//! Files of assessment tools.

use crate::Result;
use crate::dialect::both;
use sqlx::Row as _;

both! {
    pub(crate) async fn put(conn: &mut Conn, hash: &[u8; 32], bytes: &[u8]) -> Result<()> {
        sqlx::query::<Db>("INSERT INTO tool_files (hash, bytes) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING")
            .bind(hash.as_slice())
            .bind(bytes)
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn get(conn: &mut Conn, hash: &[u8; 32]) -> Result<Option<Vec<u8>>> {
        let row = sqlx::query::<Db>("SELECT bytes FROM tool_files WHERE hash = $1")
            .bind(hash.as_slice())
            .fetch_optional(conn)
            .await?;
        row.map(|row| Ok(row.try_get(0)?)).transpose()
    }
}
