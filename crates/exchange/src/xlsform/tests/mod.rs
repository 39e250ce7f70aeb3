//! Tests of the importer: forms that are sound, forms that are wrong, and bytes that are no forms.

mod common;
mod good;
mod hostile;
mod malformed;
