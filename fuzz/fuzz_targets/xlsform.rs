//! Whatever the bytes are, the importer of XLSForms gives a document that passes the check, or errors with sentences.
#![no_main]

use exchange::xlsform::{Options, import};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for tolerant in [false, true] {
        match import(bytes, &Options { tolerant, ..Options::default() }) {
            Ok(read) => drop(read),
            Err(faults) => assert!(!faults.is_empty()),
        }
    }
});
