//! Sorting names: Khmer in dictionary order (consonants, then independent vowels), Latin after Khmer.

use super::{COENG, clusters, has_khmer, normalise};

const SPACE: u8 = 0x02;
const DIGIT: u8 = 0x04;
const CONSONANT: u8 = 0x10;
const INDEPENDENT: u8 = 0x38;
const VOWEL: u8 = 0x50;
const SUBSCRIPT: u8 = 0x70;
const LATIN: u8 = 0xA0;
const OTHER: u8 = 0xF0;

/// Bytes that compare as the names should be listed. First come the letters; marks that only change the sound
/// (៉ ៊ ់ ័ and the like) and letter case decide between names that are otherwise the same.
pub fn collate_key(name: &str) -> Vec<u8> {
    let text = normalise(name);
    let mut key = Vec::with_capacity(text.len());
    let mut later = Vec::new();
    for cluster in clusters(&text) {
        if has_khmer(cluster) {
            khmer_cluster(cluster, &mut key, &mut later);
        } else {
            for c in cluster.chars() {
                other(c, &mut key, &mut later);
            }
        }
    }
    key.push(0);
    key.extend(later);
    key
}

/// Offset of `c` from `first`, added to `base`.
fn weight(base: u8, c: char, first: char) -> u8 {
    let offset = u32::from(c).saturating_sub(u32::from(first));
    base.saturating_add(u8::try_from(offset).unwrap_or(u8::MAX))
}

fn khmer_cluster(cluster: &str, key: &mut Vec<u8>, later: &mut Vec<u8>) {
    let mut vowel = 0_u8;
    let mut coeng = false;
    for c in cluster.chars() {
        match c {
            COENG => {
                coeng = true;
                continue;
            }
            '\u{1780}'..='\u{17A2}' if coeng => key.push(weight(SUBSCRIPT, c, '\u{1780}')),
            '\u{1780}'..='\u{17A2}' => key.push(weight(CONSONANT, c, '\u{1780}')),
            '\u{17A3}'..='\u{17B3}' => key.push(weight(INDEPENDENT, c, '\u{17A3}')),
            '\u{17B6}'..='\u{17C5}' => vowel = weight(VOWEL + 1, c, '\u{17B6}'),
            // The alphabet counts ុំ ំ ាំ ះ ុះ េះ ោះ as vowels after ៅ.
            '\u{17C6}' => {
                vowel = VOWEL
                    + if vowel == 0 {
                        18
                    } else if vowel == VOWEL + 1 {
                        19
                    } else {
                        17
                    }
            }
            '\u{17C7}' => {
                vowel = match vowel.checked_sub(VOWEL) {
                    None => VOWEL + 20,
                    Some(6) => VOWEL + 21,
                    Some(12) => VOWEL + 22,
                    Some(_) => VOWEL + 23,
                }
            }
            _ => later.push(weight(1, c, '\u{17B4}')),
        }
        coeng = false;
    }
    if vowel != 0 {
        key.push(vowel);
    }
    later.push(1);
}

fn other(c: char, key: &mut Vec<u8>, later: &mut Vec<u8>) {
    if c == ' ' {
        key.push(SPACE);
        return;
    }
    let folded = super::keys::fold_latin(c.encode_utf8(&mut [0; 4]));
    for f in folded.chars() {
        if f.is_ascii_lowercase() {
            key.push(weight(LATIN, f, 'a'));
        } else if f.is_ascii_digit() {
            key.push(weight(DIGIT, f, '0'));
        } else {
            key.push(OTHER);
            key.extend(f.encode_utf8(&mut [0; 4]).bytes());
        }
    }
    later.push(if c.is_uppercase() { 3 } else { 2 });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_as_a_dictionary_lists_words() {
        let wanted = [
            "៣ នាក់",
            "កក",
            "កា",
            "កាយ",
            "កុ",
            "កោះ",
            "ក្រុង",
            "ខាន់",
            "ចន្ទ",
            "ចាន់ សុភា",
            "ចាន់ ហេង",
            "ចាន់ថា",
            "ញ៉ែម",
            "សុខ",
            "សុខ សុភា",
            "សុភា",
            "ហេង",
            "អ៊ុំ",
            "ឥន្ទ",
            "ឧត្តម",
            "Chan",
            "chhay",
            "Sok",
        ];
        let mut sorted = wanted;
        sorted.reverse();
        sorted.sort_by_key(|name| collate_key(name));
        assert_eq!(sorted, wanted);
    }

    #[test]
    fn the_vowels_keep_the_order_of_the_alphabet() {
        let wanted = [
            "ក",
            "កា",
            "កិ",
            "កី",
            "កឹ",
            "កឺ",
            "កុ",
            "កូ",
            "កួ",
            "កើ",
            "កឿ",
            "កៀ",
            "កេ",
            "កែ",
            "កៃ",
            "កោ",
            "កៅ",
            "កុំ",
            "កំ",
            "កាំ",
            "កះ",
            "កុះ",
            "កេះ",
            "កោះ",
        ];
        let mut sorted = wanted;
        sorted.reverse();
        sorted.sort_by_key(|name| collate_key(name));
        assert_eq!(sorted, wanted);
    }

    #[test]
    fn equal_looking_names_have_equal_keys_and_accents_only_break_ties() {
        assert_eq!(collate_key("សី្រ"), collate_key("ស្រី"));
        assert!(collate_key("Sok") != collate_key("sok"));
        assert!(collate_key("Sok A") < collate_key("sok b"));
        assert!(collate_key("ប៉ា") < collate_key("បាត់"));
    }
}
