//! Photographs: of people, of where they live, of papers. The ledger says that one was taken, of whom or what, on whose
//! word, and which bytes they are; the bytes travel beside it, in parts (design: attachments by hash, re-encoded and
//! without what cameras write into them). Whoever is on one has agreed to it (inter-agency consent table: taking and
//! keeping photographs is asked for by itself), and when she does not agree any more, it is not kept.

use super::Family;
use crate::entry::Rejection;
use crate::ids::{ConsentId, PersonId, PhotoId};
use crate::register::{Stamp, Step};
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The purpose of the protocol's list under which people are photographed.
pub const PURPOSE: &str = "photo";
/// Most bytes of a photograph. Phones make them smaller.
pub const MOST_BYTES: u32 = 400_000;
/// Most pixels along one side.
pub const MOST_PIXELS: u16 = 2_048;
/// Bytes of a part, as they travel and lie; the last one is shorter.
pub const PART: u32 = 64 * 1024;

/// Which bytes: their SHA-256, as 64 hexadecimal digits.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(try_from = "String", into = "String")]
pub struct PhotoHash(#[cfg_attr(feature = "ts", tsify(type = "string"))] [u8; 32]);

/// Text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the hash of a photograph")]
pub struct BadPhotoHash;

impl PhotoHash {
    /// From a hash that was made.
    pub const fn from_bytes(hash: [u8; 32]) -> Self {
        Self(hash)
    }
    /// Reads 32 stored bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, BadPhotoHash> {
        bytes.try_into().map(Self).map_err(|_| BadPhotoHash)
    }
    /// The 32 bytes, as stored.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for PhotoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
impl fmt::Debug for PhotoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "photo hash {self}")
    }
}
impl FromStr for PhotoHash {
    type Err = BadPhotoHash;
    fn from_str(text: &str) -> Result<Self, BadPhotoHash> {
        let digit = |byte: u8| char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_uppercase());
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return Err(BadPhotoHash);
        }
        for (into, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let [high, low] = pair else { return Err(BadPhotoHash) };
            let value = digit(*high).zip(digit(*low)).map(|(high, low)| high * 16 + low);
            *into = value.and_then(|value| u8::try_from(value).ok()).ok_or(BadPhotoHash)?;
        }
        Ok(Self(bytes))
    }
}
impl TryFrom<String> for PhotoHash {
    type Error = BadPhotoHash;
    fn try_from(text: String) -> Result<Self, BadPhotoHash> {
        text.parse()
    }
}
impl From<PhotoHash> for String {
    fn from(hash: PhotoHash) -> Self {
        hash.to_string()
    }
}

/// Of whom or what a photograph is.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "is", deny_unknown_fields)]
pub enum PhotoOf {
    /// Somebody.
    Person {
        /// Whom.
        person: PersonId,
    },
    /// The house, the yard, the well: nobody can be known on it.
    Home {},
    /// A paper: a birth certificate, a card.
    Paper {
        /// Whose; none for the family's own.
        person: Option<PersonId>,
    },
}

/// A photograph as it was taken.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// Which bytes.
    pub hash: PhotoHash,
    /// How many.
    pub bytes: u32,
    /// Pixels across.
    pub width: u16,
    /// Pixels down.
    pub height: u16,
    /// Of whom or what.
    pub of: PhotoOf,
    /// What it shows, in words; may be empty.
    pub words: String,
    /// When it was taken.
    pub on: Day,
    /// The consent that it rests on: always for people.
    pub consent: Option<ConsentId>,
}

impl Photo {
    /// In how many parts it travels.
    pub const fn parts(&self) -> u32 {
        self.bytes.div_ceil(PART)
    }
}

/// A photograph in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct PhotoRecord {
    /// Which.
    pub id: PhotoId,
    /// Who took it.
    pub by: Stamp,
    /// What was said of it.
    pub taken: Photo,
    /// It is not kept any more: the entry, and why.
    pub withdrawn: Option<(Stamp, String)>,
}

fn bad(field: &str, why: &str) -> Rejection {
    Rejection::NotPossible { field: field.into(), why: why.into() }
}

impl Family {
    pub(super) fn photo_taken(&mut self, id: PhotoId, taken: &Photo, step: &Step) -> Result<(), Rejection> {
        if taken.bytes == 0 || taken.bytes > MOST_BYTES {
            return Err(bad("photo", "too_large"));
        }
        let fits = |side: u16| (1..=MOST_PIXELS).contains(&side);
        if !fits(taken.width) || !fits(taken.height) {
            return Err(bad("photo", "too_large"));
        }
        match taken.of {
            PhotoOf::Person { person } => {
                self.known(person)?;
                if !self.agreed_to_photo(person, taken, step) {
                    return Err(Rejection::NoConsent);
                }
            }
            PhotoOf::Paper { person: Some(person) } => self.known(person)?,
            PhotoOf::Paper { person: None } | PhotoOf::Home {} => {}
        }
        if self.photos.iter().any(|old| old.id == id) {
            return Err(Rejection::AlreadyThere { what: "photo".into() });
        }
        self.photos.push(PhotoRecord { id, by: step.stamp, taken: taken.clone(), withdrawn: None });
        Ok(())
    }

    /// Whether the consent that is named was given for her, and was live on the day as far as the photographer could
    /// know.
    fn agreed_to_photo(&self, person: PersonId, taken: &Photo, step: &Step) -> bool {
        self.consents.iter().any(|record| {
            let given = &record.given;
            let taken_back = record
                .withdrawn
                .as_ref()
                .is_some_and(|(stamp, from, _)| *from <= taken.on && step.had_seen(stamp));
            let hers = given.covers.iter().chain([&given.by]).any(|one| self.is_same(*one, person));
            let said_no = self.answer_of(person, PURPOSE).is_some_and(|answer| {
                !answer.given.agrees && answer.given.on <= taken.on && step.had_seen(&answer.by)
            });
            Some(record.id) == taken.consent
                && given.purpose == PURPOSE
                && given.on <= taken.on
                && taken.on <= given.until
                && hers
                && !taken_back
                && !said_no
        })
    }

    pub(super) fn photo_withdrawn(
        &mut self,
        id: PhotoId,
        reason: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        let record = self
            .photos
            .iter_mut()
            .find(|record| record.id == id)
            .ok_or_else(|| Rejection::UnknownThing { what: "photo".into() })?;
        // Twice is once.
        if record.withdrawn.is_none() {
            record.withdrawn = Some((step.stamp, reason.to_owned()));
        }
        Ok(())
    }

    /// Whether a photograph is kept: nobody took it back, and whoever is on it has not taken back her consent nor said
    /// no since. A consent that only ran out is asked for again, and takes nothing away until then.
    pub fn keeps_photo(&self, record: &PhotoRecord) -> bool {
        let rests_on = record.taken.consent;
        let consent = rests_on.map(|id| self.consents.iter().find(|consent| consent.id == id));
        record.withdrawn.is_none()
            && match consent {
                None => true,
                Some(consent) => consent
                    .is_some_and(|consent| consent.withdrawn.is_none() && !self.dissent(&consent.given)),
            }
    }

    /// Photographs that are kept, oldest first.
    pub fn kept_photos(&self) -> impl Iterator<Item = &PhotoRecord> {
        self.photos.iter().filter(|record| self.keeps_photo(record))
    }
}

/// What is wrong with the bytes of a photograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is no JPEG, or it is damaged.
    #[error("not a JPEG")]
    NotAJpeg,
    /// It carries more than the picture: what cameras and programs write beside it (where, when, with what).
    #[error("it carries more than the picture")]
    Carries,
    /// Something follows after its end.
    #[error("something follows after its end")]
    Tail,
}

/// Looks through a JPEG, marker by marker: nothing but a picture is in it, from its first byte to its last
/// (ITU-T T.81, annex B). Tells its width and height.
pub fn look(bytes: &[u8]) -> Result<(u16, u16), Unfit> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8]).ok_or(Unfit::NotAJpeg)?;
    let mut size = None;
    loop {
        let (marker, after) = marker(rest).ok_or(Unfit::NotAJpeg)?;
        rest = after;
        if marker == 0xd9 {
            return if rest.is_empty() { size.ok_or(Unfit::NotAJpeg) } else { Err(Unfit::Tail) };
        }
        let (segment, after) = segment(rest).ok_or(Unfit::NotAJpeg)?;
        rest = after;
        match marker {
            // Tables, restart intervals.
            0xc4 | 0xdb | 0xdd => {}
            0xc0..=0xc2 => size = Some(frame(segment).ok_or(Unfit::NotAJpeg)?),
            // JFIF says how wide a pixel is; it may hold a smaller picture, and then holds more than this.
            0xe0 if segment.starts_with(b"JFIF\0") && segment.len() == 14 => {}
            0xe0..=0xef | 0xfe => return Err(Unfit::Carries),
            0xda => rest = after_scan(rest),
            _ => return Err(Unfit::NotAJpeg),
        }
    }
}

fn marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let [0xff, marker, rest @ ..] = bytes else { return None };
    Some((*marker, rest))
}

/// What a segment holds, without its two bytes of length.
fn segment(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)).checked_sub(2)?)
}

fn frame(segment: &[u8]) -> Option<(u16, u16)> {
    let [_, h1, h2, w1, w2, ..] = segment else { return None };
    let (height, width) = (u16::from_be_bytes([*h1, *h2]), u16::from_be_bytes([*w1, *w2]));
    (height > 0 && width > 0).then_some((width, height))
}

/// From the next marker on that is not part of the compressed picture.
fn after_scan(bytes: &[u8]) -> &[u8] {
    let ends = |pair: &[u8]| matches!(pair, [0xff, next] if *next != 0 && !(0xd0..=0xd7).contains(next));
    let at = bytes.windows(2).position(ends).unwrap_or(bytes.len());
    bytes.get(at..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::Digest;

    /// As small as can be: a frame of two by one, and a scan.
    fn jpeg(more: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8];
        bytes.extend([0xff, 0xe0, 0, 16]);
        bytes.extend(b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
        bytes.extend(more);
        bytes.extend([0xff, 0xc0, 0, 11, 8, 0, 1, 0, 2, 1, 1, 0x11, 0]);
        bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]);
        bytes.extend([0xff, 0xd9]);
        bytes
    }

    #[test]
    fn a_picture_is_a_picture_and_nothing_else() {
        assert_eq!(look(&jpeg(&[])), Ok((2, 1)));
        let exif = [&[0xff, 0xe1, 0, 10][..], b"Exif\0\0ab"].concat();
        assert_eq!(look(&jpeg(&exif)), Err(Unfit::Carries));
        let comment = [&[0xff, 0xfe, 0, 6][..], b"here"].concat();
        assert_eq!(look(&jpeg(&comment)), Err(Unfit::Carries));
        let thumbnail = [&[0xff, 0xe0, 0, 9][..], b"JFXX\0ab"].concat();
        assert_eq!(look(&jpeg(&thumbnail)), Err(Unfit::Carries));
        let mut tail = jpeg(&[]);
        tail.extend(b"tail");
        assert_eq!(look(&tail), Err(Unfit::Tail));
    }

    #[test]
    fn what_is_cut_short_is_none() {
        let whole = jpeg(&[]);
        for end in 0..whole.len() {
            assert!(look(whole.get(..end).unwrap()).is_err(), "{end}");
        }
        assert_eq!(look(b"\x89PNG\r\n"), Err(Unfit::NotAJpeg));
    }

    #[test]
    fn hashes_are_read_as_they_are_written() {
        let hash = PhotoHash::from_bytes(sha2::Sha256::digest(b"picture").into());
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(PhotoHash::from_slice(hash.as_bytes()), Ok(hash));
        for wrong in ["", "ab", &"AB".repeat(32), &"zz".repeat(32)] {
            assert_eq!(wrong.parse::<PhotoHash>(), Err(BadPhotoHash), "{wrong}");
        }
        let written = serde_json::to_string(&hash).unwrap();
        assert_eq!(serde_json::from_str::<PhotoHash>(&written).unwrap(), hash);
    }
}
