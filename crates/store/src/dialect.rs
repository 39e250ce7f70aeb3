//! All that differs between the two engines, and the macros with which a statement is written once.

/// The embedded engine.
pub(crate) mod sqlite {
    use sqlx::Connection;

    pub(crate) use crate::audit::sqlite as audit_here;
    pub(crate) use crate::checkpoint::sqlite as checkpoint_here;
    pub(crate) use crate::rebuild::sqlite as rebuild_here;
    pub(crate) use crate::shared::sqlite as load;
    pub(crate) use crate::sql::access::sqlite as access_sql;
    pub(crate) use crate::sql::alike::sqlite as alike_sql;
    pub(crate) use crate::sql::archive::sqlite as archive_sql;
    pub(crate) use crate::sql::audit::sqlite as audit_sql;
    pub(crate) use crate::sql::care::sqlite as care_sql;
    pub(crate) use crate::sql::consents::sqlite as consents_sql;
    pub(crate) use crate::sql::erasures::sqlite as erasures_sql;
    pub(crate) use crate::sql::ledger::sqlite as ledger_sql;
    pub(crate) use crate::sql::photos::sqlite as photos_sql;
    pub(crate) use crate::sql::projections::sqlite as projections_sql;
    pub(crate) use crate::sql::records::sqlite as records_sql;
    pub(crate) use crate::sql::scope::sqlite as scope_sql;
    pub(crate) use crate::sql::services::sqlite as services_sql;
    pub(crate) use crate::sql::sessions::sqlite as sessions_sql;

    pub(crate) type Db = sqlx::Sqlite;
    pub(crate) type Conn = sqlx::SqliteConnection;
    pub(crate) type Row = sqlx::sqlite::SqliteRow;
    pub(crate) type Tx<'c> = sqlx::Transaction<'c, Db>;

    /// Ends `CAST(… AS bytes)`.
    pub(crate) const BYTES: &str = " AS BLOB)";
    /// SQLite has one writer: its transaction is the lock.
    pub(crate) const FOR_UPDATE: &str = "";
    /// Rows that are locked one by one must exist before they are locked.
    pub(crate) const LOCKS_ROWS: bool = false;
    /// How many triggers keep the ledger and the audit log append-only; `verify` checks that they are in place.
    pub(crate) const COUNT_GUARDS: &str =
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_append_only_%'";

    pub(crate) async fn begin(conn: &mut Conn) -> Result<Tx<'_>, sqlx::Error> {
        conn.begin_with("BEGIN IMMEDIATE").await
    }
    /// Keeps every other writer out until the transaction ends.
    pub(crate) async fn lock_ledger(_: &mut Conn) -> Result<(), sqlx::Error> {
        Ok(())
    }
    /// Guesses are counted and noted by one at a time.
    pub(crate) async fn lock_guesses(_: &mut Conn) -> Result<(), sqlx::Error> {
        Ok(())
    }
    /// A transaction that sees one state of the database throughout.
    pub(crate) async fn begin_snapshot(conn: &mut Conn) -> Result<Tx<'_>, sqlx::Error> {
        conn.begin_with("BEGIN").await
    }
    /// Only one process may migrate at a time: the write transaction sees to it.
    pub(crate) async fn lock_for_migration(_: &mut Conn) -> Result<(), sqlx::Error> {
        Ok(())
    }
    /// Compares a family's organisation without an index: the caller knows a better one to begin at.
    pub(crate) const UNINDEXED_ORG: &str = "+f.org = ";
    /// Without statistics the planner would read whole rows, cards and all, to find out which are wanted.
    pub(crate) const BY_STREAM: &str = " INDEXED BY family_rows_light";
    /// The rows of one token lie together and in order; those of a family's tokens are scattered over the whole index.
    pub(crate) const BY_TOKEN: &str = " INDEXED BY sqlite_autoindex_person_tokens_1";
    /// The planner would rather read everything in order than sort the few.
    pub(crate) const BY_REVIEW: &str = " INDEXED BY family_rows_review";
    pub(crate) const BY_CONCERN: &str = " INDEXED BY family_rows_concern";
    pub(crate) const BY_CONFLICT: &str = " INDEXED BY family_rows_conflict";
    /// ` IN (…)`: a few as they are, many in one value.
    pub(crate) fn push_in(query: &mut sqlx::QueryBuilder<Db>, ids: Vec<Vec<u8>>) {
        if ids.len() > super::MANY {
            let all = ids.into_iter().map(hex::encode).collect::<Vec<_>>().join("\",\"");
            query
                .push(" IN (SELECT unhex(value) FROM json_each(")
                .push_bind(format!("[\"{all}\"]"))
                .push("))");
        } else {
            query.push(" IN (");
            let mut list = query.separated(", ");
            for id in ids {
                list.push_bind(id);
            }
            query.push(")");
        }
    }
    pub(crate) const MIGRATIONS: &[(i64, &str, &str)] = &[
        (1, "first", include_str!("../migrations/sqlite/0001_first.sql")),
        (2, "policy", include_str!("../migrations/sqlite/0002_policy.sql")),
        (3, "audit", include_str!("../migrations/sqlite/0003_audit.sql")),
        (4, "signin", include_str!("../migrations/sqlite/0004_signin.sql")),
        (5, "directory", include_str!("../migrations/sqlite/0005_directory.sql")),
        (6, "elsewhere", include_str!("../migrations/sqlite/0006_elsewhere.sql")),
        (7, "pages", include_str!("../migrations/sqlite/0007_pages.sql")),
        (8, "protection", include_str!("../migrations/sqlite/0008_protection.sql")),
        (9, "joint", include_str!("../migrations/sqlite/0009_joint.sql")),
        (10, "openings", include_str!("../migrations/sqlite/0010_openings.sql")),
        (11, "joint_ends", include_str!("../migrations/sqlite/0011_joint_ends.sql")),
        (12, "devices", include_str!("../migrations/sqlite/0012_devices.sql")),
        (13, "alike", include_str!("../migrations/sqlite/0013_alike.sql")),
        (14, "photos", include_str!("../migrations/sqlite/0014_photos.sql")),
        (15, "tools", include_str!("../migrations/sqlite/0015_tools.sql")),
    ];
}

/// The server engine.
pub(crate) mod postgres {
    use sqlx::Connection;

    pub(crate) use crate::audit::postgres as audit_here;
    pub(crate) use crate::checkpoint::postgres as checkpoint_here;
    pub(crate) use crate::rebuild::postgres as rebuild_here;
    pub(crate) use crate::shared::postgres as load;
    pub(crate) use crate::sql::access::postgres as access_sql;
    pub(crate) use crate::sql::alike::postgres as alike_sql;
    pub(crate) use crate::sql::archive::postgres as archive_sql;
    pub(crate) use crate::sql::audit::postgres as audit_sql;
    pub(crate) use crate::sql::care::postgres as care_sql;
    pub(crate) use crate::sql::consents::postgres as consents_sql;
    pub(crate) use crate::sql::erasures::postgres as erasures_sql;
    pub(crate) use crate::sql::ledger::postgres as ledger_sql;
    pub(crate) use crate::sql::photos::postgres as photos_sql;
    pub(crate) use crate::sql::projections::postgres as projections_sql;
    pub(crate) use crate::sql::records::postgres as records_sql;
    pub(crate) use crate::sql::scope::postgres as scope_sql;
    pub(crate) use crate::sql::services::postgres as services_sql;
    pub(crate) use crate::sql::sessions::postgres as sessions_sql;

    pub(crate) type Db = sqlx::Postgres;
    pub(crate) type Conn = sqlx::PgConnection;
    pub(crate) type Row = sqlx::postgres::PgRow;
    pub(crate) type Tx<'c> = sqlx::Transaction<'c, Db>;

    pub(crate) const BYTES: &str = " AS BYTEA)";
    pub(crate) const FOR_UPDATE: &str = " FOR UPDATE";
    pub(crate) const LOCKS_ROWS: bool = true;
    pub(crate) const COUNT_GUARDS: &str = "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
         WHERE t.tgenabled = 'O' AND t.tgname LIKE '%_append_only_%' AND c.relnamespace = current_schema()::regnamespace";

    pub(crate) async fn begin(conn: &mut Conn) -> Result<Tx<'_>, sqlx::Error> {
        conn.begin().await
    }
    pub(crate) async fn lock_ledger(conn: &mut Conn) -> Result<(), sqlx::Error> {
        sqlx::query("LOCK TABLE entries IN EXCLUSIVE MODE").execute(conn).await.map(|_| ())
    }
    pub(crate) async fn lock_guesses(conn: &mut Conn) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT pg_advisory_xact_lock(7021554332)").execute(conn).await.map(|_| ())
    }
    pub(crate) async fn begin_snapshot(conn: &mut Conn) -> Result<Tx<'_>, sqlx::Error> {
        conn.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
    }
    pub(crate) async fn lock_for_migration(conn: &mut Conn) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT pg_advisory_xact_lock(7021554331)").execute(conn).await.map(|_| ())
    }
    pub(crate) const UNINDEXED_ORG: &str = "f.org IS NOT DISTINCT FROM ";
    /// PostgreSQL keeps statistics and needs no hints.
    pub(crate) const BY_STREAM: &str = "";
    pub(crate) const BY_TOKEN: &str = "";
    pub(crate) const BY_REVIEW: &str = "";
    pub(crate) const BY_CONCERN: &str = "";
    pub(crate) const BY_CONFLICT: &str = "";
    pub(crate) fn push_in(query: &mut sqlx::QueryBuilder<Db>, ids: Vec<Vec<u8>>) {
        query.push(" = ANY(").push_bind(ids).push(")");
    }
    pub(crate) const MIGRATIONS: &[(i64, &str, &str)] = &[
        (1, "first", include_str!("../migrations/postgres/0001_first.sql")),
        (2, "policy", include_str!("../migrations/postgres/0002_policy.sql")),
        (3, "audit", include_str!("../migrations/postgres/0003_audit.sql")),
        (4, "signin", include_str!("../migrations/postgres/0004_signin.sql")),
        (5, "directory", include_str!("../migrations/postgres/0005_directory.sql")),
        (6, "elsewhere", include_str!("../migrations/postgres/0006_elsewhere.sql")),
        (7, "pages", include_str!("../migrations/postgres/0007_pages.sql")),
        (8, "protection", include_str!("../migrations/postgres/0008_protection.sql")),
        (9, "joint", include_str!("../migrations/postgres/0009_joint.sql")),
        (10, "openings", include_str!("../migrations/postgres/0010_openings.sql")),
        (11, "joint_ends", include_str!("../migrations/postgres/0011_joint_ends.sql")),
        (12, "devices", include_str!("../migrations/postgres/0012_devices.sql")),
        (13, "alike", include_str!("../migrations/postgres/0013_alike.sql")),
        (14, "photos", include_str!("../migrations/postgres/0014_photos.sql")),
        (15, "tools", include_str!("../migrations/postgres/0015_tools.sql")),
    ];
}

/// More ids than this travel to SQLite as one value: it takes only so many.
const MANY: usize = 64;

/// How many append-only guards a whole database has.
pub(crate) const GUARDS: i64 = 10;

/// Compiles the same items once for each engine, in modules `sqlite` and `postgres`, where `Db`, `Conn`, `Row`
/// and the constants above mean that engine's.
macro_rules! both {
    ($($body:tt)*) => {
        #[allow(unused_imports, dead_code, reason = "each engine's module sees all that either needs")]
        pub(crate) mod sqlite {
            use super::*;
            use crate::dialect::sqlite::*;
            $($body)*
        }
        #[allow(unused_imports, dead_code, reason = "each engine's module sees all that either needs")]
        pub(crate) mod postgres {
            use super::*;
            use crate::dialect::postgres::*;
            $($body)*
        }
    };
}
pub(crate) use both;

/// `reading!(self, conn => lists::caseload(conn, …))`: takes a connection for reading and calls the function of
/// that name for the engine in use.
macro_rules! reading {
    ($store:expr, $conn:ident => $module:ident :: $function:ident ( $($argument:expr),* $(,)? )) => {
        match &$store.inner.pools {
            crate::engine::Pools::Sqlite { read, .. } => {
                let mut held = read.acquire().await?;
                let $conn = &mut *held;
                crate::sql::$module::sqlite::$function($($argument),*).await
            }
            crate::engine::Pools::Postgres { pool } => {
                let mut held = pool.acquire().await?;
                let $conn = &mut *held;
                crate::sql::$module::postgres::$function($($argument),*).await
            }
        }
    };
}
pub(crate) use reading;

/// As [`reading`], with a connection that may write (on SQLite the only one there is). After an error nobody knows what
/// its transaction is doing (a full disk fails the commit, and the engine has rolled back by itself): it is closed, and
/// whoever comes next gets a fresh one.
macro_rules! writing {
    ($store:expr, $conn:ident => $module:ident :: $function:ident ( $($argument:expr),* $(,)? )) => {
        match &$store.inner.pools {
            crate::engine::Pools::Sqlite { write, .. } => {
                let mut held = write.acquire().await?;
                let $conn = &mut *held;
                let done = crate::sql::$module::sqlite::$function($($argument),*).await;
                crate::dialect::close_after_error(&mut held, &done);
                done
            }
            crate::engine::Pools::Postgres { pool } => {
                let mut held = pool.acquire().await?;
                let $conn = &mut *held;
                let done = crate::sql::$module::postgres::$function($($argument),*).await;
                crate::dialect::close_after_error(&mut held, &done);
                done
            }
        }
    };
}
pub(crate) use writing;

/// Lets go of a connection whose last call failed: see `writing!`.
pub(crate) fn close_after_error<D: sqlx::Database, T, E>(
    held: &mut sqlx::pool::PoolConnection<D>,
    done: &Result<T, E>,
) {
    if done.is_err() {
        held.close_on_drop();
    }
}
