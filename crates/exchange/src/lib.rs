//! What goes between Kinkeeper and files that other people made: the gazetteer as CSV, families as a workbook,
//! assessment tools as XLSForm and as the forms and submissions of OpenRosa. This room only reads, checks and writes files. It knows nothing of the ledger: it hands out plain,
//! typed plans, and somebody else turns a plan into entries.
//!
//! Everything read here was made elsewhere, so everything is limited, and nothing is half-accepted: a file
//! gives either a whole plan or a report that names every place that must be put right.

pub mod differences;
pub mod families;
pub mod gazetteer;
pub mod openrosa;
pub mod testing;
mod text;
pub mod xlsform;
pub mod xlsform_out;
