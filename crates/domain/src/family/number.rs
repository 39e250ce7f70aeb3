//! The number on a family's papers: the end of its file's id, which people can read to each other.

use crate::ids::StreamId;
use crate::khmer::digits::latin_digit;
use std::fmt;
use std::str::FromStr;

/// A file's number, written `7F3A-92C1-08BE`. Two files of a country may share one; a list then shows both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileNumber([u8; 6]);

/// What is no file number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a file number: twelve digits and letters from A to F")]
pub struct BadNumber;

impl FileNumber {
    /// The number of a file.
    pub fn of(id: StreamId) -> Self {
        let mut tail = [0; 6];
        for (to, from) in tail.iter_mut().zip(id.as_bytes().iter().skip(10)) {
            *to = *from;
        }
        Self(tail)
    }
    /// The bytes with which the id ends.
    pub const fn as_bytes(&self) -> &[u8; 6] {
        &self.0
    }
}

impl fmt::Display for FileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02X}{b:02X}-{c:02X}{d:02X}-{e:02X}{g:02X}")
    }
}

impl FromStr for FileNumber {
    type Err = BadNumber;
    /// In either digits, with or without what stands between the groups.
    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let mut nibbles = Vec::with_capacity(12);
        for c in text.chars().map(latin_digit) {
            match c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) {
                Some(digit) => nibbles.push(digit),
                None if c.is_whitespace()
                    || c.is_ascii_punctuation()
                    || ('\u{2010}'..='\u{2015}').contains(&c) => {}
                None => return Err(BadNumber),
            }
        }
        let (pairs, rest) = nibbles.as_chunks::<2>();
        let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        match <[u8; 6]>::try_from(bytes) {
            Ok(bytes) if rest.is_empty() => Ok(Self(bytes)),
            Ok(_) | Err(_) => Err(BadNumber),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written_and_as_it_is_said() {
        let id = StreamId::from_u128(0x0190_0000_0000_7000_8000_7f3a_92c1_08be);
        let number = FileNumber::of(id);
        assert_eq!(number.to_string(), "7F3A-92C1-08BE");
        for text in ["7F3A-92C1-08BE", "7f3a 92c1 08be", "៧F៣A–៩២C១–០៨BE", " 7F3A92C108BE "]
        {
            assert_eq!(text.parse(), Ok(number), "{text}");
        }
        for text in ["", "7F3A", "7F3A-92C1-08BE-00", "7F3A-92C1-08BG", "សុខ"] {
            assert_eq!(text.parse::<FileNumber>(), Err(BadNumber), "{text}");
        }
    }
}
