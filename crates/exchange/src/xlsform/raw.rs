//! Whether bytes are a package that is safe to unpack and read.

use super::faults::{Findings, Place};
use super::messages::FaultKind;
use std::io::{Cursor, Read};

/// The largest file that is read: 16 MiB.
pub const MAX_FILE_BYTES: usize = 16 << 20;
/// The most that a file may unpack to: 40 MiB. 1,500 rows in ten languages need about 3.
pub const MAX_UNPACKED_BYTES: u64 = 40 << 20;
/// The most parts in the package.
const MAX_PARTS: usize = 2_000;
/// The most shared strings that a package may announce; the reader reserves room for as many.
const MAX_STRINGS: usize = 1_000_000;

/// Looks through a package without trusting what it says of itself. What prevents reading is filed in `found`.
pub(super) fn is_safe(bytes: &[u8], found: &mut Findings) -> bool {
    let before = found.errors.len();
    let fault = look(bytes, found);
    if let Err((kind, limit)) = fault {
        found.error(Place::default(), kind, &[("limit", &limit)]);
    }
    found.errors.len() == before
}

type Looked = Result<(), (FaultKind, String)>;

fn fail(kind: FaultKind) -> (FaultKind, String) {
    (kind, String::new())
}

fn look(bytes: &[u8], found: &mut Findings) -> Looked {
    const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let large = |limit: u64| (FaultKind::TooLarge, (limit >> 20).to_string());
    if bytes.len() > MAX_FILE_BYTES {
        return Err(large(MAX_FILE_BYTES as u64));
    }
    if bytes.starts_with(COMPOUND_FILE) {
        // Both the old format and an encrypted new one live in this container. [MS-OFFCRYPTO] 2.3.4 names the
        // stream of the latter, in UTF-16.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = bytes.windows(name.len()).any(|window| window == name);
        return Err(fail(if encrypted { FaultKind::Encrypted } else { FaultKind::OldXls }));
    }
    if !bytes.starts_with(b"PK") {
        return Err(fail(if is_csv(bytes) { FaultKind::Csv } else { FaultKind::NotXlsx }));
    }
    let damaged = || fail(FaultKind::Damaged);
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if package.len() > MAX_PARTS {
        return Err(large(MAX_UNPACKED_BYTES));
    }
    let (mut left, mut is_workbook, mut part) = (MAX_UNPACKED_BYTES, false, Vec::new());
    let mut names = SheetNames::default();
    let mut bad: Vec<(String, usize, Option<String>)> = Vec::new();
    for index in 0..package.len() {
        let file = package.by_index(index).map_err(|_| damaged())?;
        if file.encrypted() {
            return Err(fail(FaultKind::Encrypted));
        }
        let name = file.name().map_err(|_| damaged())?.to_ascii_lowercase();
        is_workbook |= name.ends_with("workbook.xml");
        part.clear();
        // The announced size is the sender's word: count what really comes out.
        let read = file.take(left + 1).read_to_end(&mut part).map_err(|_| damaged())? as u64;
        left = left.checked_sub(read).ok_or_else(|| large(MAX_UNPACKED_BYTES))?;
        if name.ends_with("sharedstrings.xml") && announced_strings(&part) > MAX_STRINGS {
            return Err(damaged());
        }
        if !is_xml(&name) {
            continue;
        }
        names.take(&name, &part);
        if is_utf16(&part) {
            bad.push((name, 0, None));
        } else if let Err(error) = std::str::from_utf8(&part) {
            let before = part.get(..error.valid_up_to()).unwrap_or_default();
            bad.push((name, error.valid_up_to(), last_cell(before)));
        } else if let Some(tag) = declares_other(&part) {
            bad.push((name, tag, None));
        }
    }
    if !is_workbook {
        return Err(fail(FaultKind::NotXlsx));
    }
    for (part, _, cell) in bad {
        let sheet = names.sheet_of(&part);
        let (column, row) = cell.as_deref().map_or((None, None), split_cell);
        let at = Place { sheet: sheet.as_deref(), row, column: column.map(|index| (Some(index), "")) };
        found.error(at, FaultKind::BadEncoding, &[("part", &part)]);
    }
    Ok(())
}

fn is_xml(name: &str) -> bool {
    name.ends_with(".xml") && (name.contains("worksheets/") || name.ends_with("sharedstrings.xml"))
        || name.ends_with("workbook.xml")
        || name.ends_with("workbook.xml.rels")
}

fn is_utf16(part: &[u8]) -> bool {
    part.starts_with(&[0xff, 0xfe]) || part.starts_with(&[0xfe, 0xff])
}

/// Where a declaration names another encoding than UTF-8.
fn declares_other(part: &[u8]) -> Option<usize> {
    let head = std::str::from_utf8(part.get(..part.len().min(200))?).ok()?;
    let declaration = head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"))?.0;
    let (before, encoding) = declaration.split_once("encoding")?;
    let value = encoding.trim_start().strip_prefix('=')?.trim_start().get(1..)?;
    let value: String = value.chars().take_while(|c| !matches!(c, '"' | '\'')).collect();
    let fine = ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|known| value.eq_ignore_ascii_case(known));
    (!fine).then_some(before.len())
}

/// A few lines with separators and without anything that no text has.
fn is_csv(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let separated = first.iter().any(|byte| matches!(byte, b',' | b';' | b'\t'));
    separated && !head.contains(&0)
}

/// The `r` of the last cell before the place.
fn last_cell(before: &[u8]) -> Option<String> {
    const MARK: &[u8] = b"<c r=\"";
    let at = before.windows(MARK.len()).rposition(|window| window == MARK)?;
    let rest = before.get(at + MARK.len()..)?;
    let cell: Vec<u8> = rest.iter().copied().take_while(u8::is_ascii_alphanumeric).collect();
    String::from_utf8(cell).ok()
}

/// Column and row of `F12`.
fn split_cell(cell: &str) -> (Option<u32>, Option<u32>) {
    let letters = cell.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.fold(0_u32, |sum, byte| {
        sum.saturating_mul(26).saturating_add(u32::from(byte.to_ascii_uppercase() - b'A') + 1)
    });
    let row = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok();
    (column.checked_sub(1), row)
}

/// Which sheet lies in which part, as far as can be told from workbooks that programs write.
#[derive(Default)]
struct SheetNames {
    /// Name and relation, in order.
    sheets: Vec<(String, String)>,
    /// Relation and part.
    parts: Vec<(String, String)>,
}

impl SheetNames {
    fn take(&mut self, name: &str, part: &[u8]) {
        let text = String::from_utf8_lossy(part);
        if name.ends_with("workbook.xml") {
            for tag in text.split("<sheet ").skip(1).take(1_000) {
                let tag = tag.split('>').next().unwrap_or_default();
                if let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "r:id")) {
                    self.sheets.push((name, id));
                }
            }
        } else if name.ends_with("workbook.xml.rels") {
            for tag in text.split("<Relationship ").skip(1).take(1_000) {
                let tag = tag.split('>').next().unwrap_or_default();
                if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
                    self.parts.push((id, target.to_ascii_lowercase()));
                }
            }
        }
    }

    fn sheet_of(&self, part: &str) -> Option<String> {
        let id = self.parts.iter().find(|(_, target)| part.ends_with(target.trim_start_matches('/')))?;
        self.sheets.iter().find(|(_, relation)| *relation == id.0).map(|(name, _)| name.clone())
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!("{name}=\"")).nth(1)?;
    Some(rest.split('"').next()?.to_owned())
}

/// The largest number of strings that the part says it holds.
fn announced_strings(part: &[u8]) -> usize {
    const NAME: &[u8] = b"uniqueCount";
    let mut largest = 0;
    let mut rest = part;
    while let Some(at) = rest.windows(NAME.len()).position(|window| window == NAME) {
        rest = rest.get(at + NAME.len()..).unwrap_or_default();
        let digits = rest
            .iter()
            .skip_while(|byte| !byte.is_ascii_digit())
            .take_while(|byte| byte.is_ascii_digit())
            .fold(0_usize, |sum, byte| sum.saturating_mul(10).saturating_add(usize::from(byte - b'0')));
        largest = largest.max(digits);
    }
    largest
}
