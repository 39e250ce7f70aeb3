//! Keys by which a name is found in either script and by sound. The store blinds them (a keyed hash of each),
//! so a key must be equal to match: prefixes are therefore keys of their own.
//!
//! The first letter of a key says its kind: `l` beginning of a Latin word, `k` beginning of a Khmer word, `s`
//! sound of a whole word, `w` all words run together.

use super::{COENG, clusters, has_khmer, is_consonant, normalise, romanise::romanise};
use crate::sorted::Put;

/// Longest prefix that gets a key; a longer query is cut here.
const PREFIX: usize = 10;
/// A Khmer word of this many clusters may be several names written together.
const COMPOUND: usize = 4;

/// Latin text in lower case without diacritics or apostrophes; other characters stay.
pub fn fold_latin(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => out.push('a'),
            'æ' => out.push_str("ae"),
            'ç' | 'ć' | 'č' => out.push('c'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => out.push('e'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => out.push('i'),
            'ñ' | 'ń' | 'ň' => out.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' => out.push('o'),
            'œ' => out.push_str("oe"),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ư' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'đ' => out.push('d'),
            '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{300}'..='\u{36F}' => {}
            _ => out.push(super::digits::latin_digit(c)),
        }
    }
    out
}

/// Khmer text in normal order without what spelling varies in: ្ដ and ្ត look alike, ់ ័ ៈ ៌ come and go, and a
/// letter under ៍ is silent.
pub fn fold_khmer(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for cluster in clusters(&normalise(text)) {
        if cluster.contains('\u{17CD}') && !out.is_empty() {
            continue;
        }
        let mut coeng = false;
        for c in cluster.chars() {
            match c {
                'ដ' if coeng => out.push('ត'),
                'ឋ' if coeng => out.push('ថ'),
                'ឝ' | 'ឞ' => out.push('ស'),
                'ឲ' => out.push('ឱ'),
                '\u{17C8}' | '\u{17CB}' | '\u{17CC}' | '\u{17CD}' | '\u{17D0}' => {}
                _ => out.push(super::digits::latin_digit(c)),
            }
            coeng = c == COENG;
        }
    }
    out
}

/// The words of a name in comparable form; those in Khmer folded as Khmer, the others as Latin.
fn words(text: &str) -> Vec<String> {
    let separates = |c: char| !(c.is_alphanumeric() || is_mark_or_joint(c));
    normalise(text)
        .split(separates)
        .map(|word| if has_khmer(word) { fold_khmer(word) } else { fold_latin(word) })
        .filter(|word| !word.is_empty())
        .collect()
}

fn is_mark_or_joint(c: char) -> bool {
    matches!(c, '\u{17B4}'..='\u{17D3}' | '\u{17DD}' | '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{300}'..='\u{36F}')
}

/// How a word sounds, from either script: `Chhay`, `Chay` and `ឆាយ` give one key, so do `Sophea`, `Sopia` and
/// `សុភា`. Aspiration is dropped, voiced letters become voiceless, `r` counts only before a vowel, and every
/// vowel is the same vowel. Only lower-case letters come out; empty when nothing can be heard.
pub fn sound_key(word: &str) -> String {
    let latin = if has_khmer(word) { romanise(word) } else { word.to_owned() };
    let letters: Vec<char> = fold_latin(&latin).chars().filter(char::is_ascii_lowercase).collect();
    let at = |i: usize| letters.get(i).copied().unwrap_or(' ');
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let mut out = String::new();
    let mut i = 0;
    while i < letters.len() {
        let (c, next) = (at(i), at(i + 1));
        let after_vowel = out.ends_with('a');
        let before_vowel = vowel(next) || (next == 'y' && c != 'y');
        let mut step = 1;
        let sound = match c {
            'n' if next == 'g' && (out.is_empty() || !vowel(at(i + 2))) => {
                step = 2;
                Some('g')
            }
            'n' if next == 'h' || (next == 'y' && vowel(at(i + 2))) => {
                step = 2;
                Some('n')
            }
            'c' if next == 'h' => {
                step = if at(i + 2) == 'h' { 3 } else { 2 };
                Some('c')
            }
            'c' | 'g' | 'k' | 'q' | 'x' => Some('k'),
            'j' => Some('c'),
            'd' | 't' => Some('t'),
            'b' | 'p' | 'f' => Some('p'),
            's' | 'z' => Some('s'),
            'w' | 'v' if after_vowel && !before_vowel => None,
            'w' | 'v' => Some('v'),
            'y' if vowel(next) => Some('y'),
            'y' => Some('a'),
            'r' if !before_vowel => None,
            'h' if !(out.is_empty() || (after_vowel && before_vowel)) => None,
            _ if vowel(c) => Some('a'),
            _ => Some(c),
        };
        if let Some(sound) = sound.filter(|s| !out.ends_with(*s)) {
            out.push(sound);
        }
        i += step;
    }
    out
}

fn prefixes(kind: char, word: &str, out: &mut Vec<String>) {
    let ends = word.char_indices().map(|(at, c)| (at + c.len_utf8(), c)).enumerate();
    for (index, (end, last)) in ends.take(PREFIX) {
        // A prefix that ends in the joining sign is the one before it.
        if index > 0 && last != COENG {
            out.extend(word.get(..end).map(|prefix| format!("{kind}{prefix}")));
        }
    }
}

fn cut(word: &str) -> String {
    word.chars().take(PREFIX).collect::<String>().trim_end_matches(COENG).to_owned()
}

fn sound_token(word: &str) -> Option<String> {
    Some(sound_key(word)).filter(|key| key.len() > 1).map(|key| format!("s{key}"))
}

/// All the keys under which a person is to be found, sorted, without repeats. Either name may be empty; a name
/// in one script is found in the other by its sound and by its usual spelling.
pub fn search_tokens(name_km: &str, name_latin: &str) -> Vec<String> {
    let mut out = Vec::new();
    for name in [name_km, name_latin] {
        let words = words(name);
        for word in &words {
            out.extend(sound_token(word));
            if !has_khmer(word) {
                prefixes('l', word, &mut out);
                continue;
            }
            prefixes('k', word, &mut out);
            prefixes('l', &romanise(word).replace(['\'', ' '], ""), &mut out);
            let parts = clusters(word);
            if parts.len() >= COMPOUND {
                for start in 1..parts.len() - 1 {
                    let rest = parts.get(start..).unwrap_or_default().concat();
                    if rest.starts_with(is_consonant) {
                        prefixes('k', &rest, &mut out);
                        out.extend(sound_token(&rest));
                    }
                }
            }
        }
        if words.len() > 1 {
            out.push(format!("w{}", words.concat()));
            out.extend(sound_token(&words.concat()));
        }
    }
    out.put();
    out.dedup();
    out
}

/// What to look for: for each word of the query the keys any of which may match; every word must match. A word
/// of one letter asks for nothing and is left out, so an empty answer means "no condition".
pub fn query_tokens(query: &str) -> Vec<Vec<String>> {
    words(query)
        .into_iter()
        .filter(|word| word.chars().count() > 1)
        .map(|word| {
            let kind = if has_khmer(&word) { 'k' } else { 'l' };
            let mut any = vec![format!("{kind}{}", cut(&word))];
            any.extend(sound_token(&word));
            if word.chars().count() > 4 {
                any.push(format!("w{word}"));
            }
            any
        })
        .collect()
}

/// Keys of the query taken as somebody's whole name, as spelt or by its sound, any of which may match; none for a
/// query of one word. Few people have both the family name and the given name: they are found at once, where each
/// word alone leads to thousands.
pub fn whole_name_tokens(query: &str) -> Vec<String> {
    let words = words(query);
    if words.len() < 2 {
        return Vec::new();
    }
    let whole = words.concat();
    let mut any = vec![format!("w{whole}")];
    any.extend(sound_token(&whole));
    any
}

/// Keys of a person's family name, which is written first, in groups: whoever has a key of each group has that name,
/// as spelt and by its sound. None for a name of one word: it may be a given name.
pub fn family_name_tokens(name: &str) -> Option<Vec<Vec<String>>> {
    let words = words(name);
    let (family, given) = words.split_first()?;
    if given.is_empty() || family.chars().count() < 2 {
        return None;
    }
    let mut spelt = vec![format!("{}{}", if has_khmer(family) { 'k' } else { 'l' }, cut(family))];
    if has_khmer(family) {
        spelt.push(format!("l{}", cut(&romanise(family).replace(['\'', ' '], ""))));
    }
    Some(vec![vec![sound_token(family)?], spelt])
}

/// How alike two names are, from 0 to 1 (1 is the same name), in one script or across the two. Jaro-Winkler
/// over the spelling, blended with the sound; the order of the words does not matter.
pub fn name_similarity(a: &str, b: &str) -> f32 {
    let (words_a, words_b) = (words(a), words(b));
    if words_a.is_empty() || words_b.is_empty() {
        return 0.0;
    }
    let khmer = |words: &[String]| words.iter().any(|word| has_khmer(word));
    let latin = |words: &[String]| -> Vec<String> {
        words.iter().map(|w| if has_khmer(w) { fold_latin(&romanise(w)) } else { w.clone() }).collect()
    };
    let sounds = |words: &[String]| -> Vec<String> { words.iter().map(|word| sound_key(word)).collect() };
    let spelt = if khmer(&words_a) == khmer(&words_b) {
        likeness(&words_a, &words_b)
    } else {
        likeness(&latin(&words_a), &latin(&words_b))
    };
    let heard = likeness(&sounds(&words_a), &sounds(&words_b));
    // All vowels sound alike to the key, so sound alone may not decide.
    let across = 0.5 * likeness(&latin(&words_a), &latin(&words_b)) + 0.5 * heard;
    f64::max(spelt, across) as f32
}

/// Jaro-Winkler of the words in the order given, or sorted when that is more alike.
fn likeness(a: &[String], b: &[String]) -> f64 {
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.put();
        words.concat()
    };
    let as_given = strsim::jaro_winkler(&a.concat(), &b.concat());
    as_given.max(strsim::jaro_winkler(&sorted(a), &sorted(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(query: &str, km: &str, latin: &str) -> bool {
        let have = search_tokens(km, latin);
        query_tokens(query).iter().all(|any| any.iter().any(|token| have.contains(token)))
    }

    #[test]
    fn one_sound_one_key() {
        for group in [
            &["Chhay", "Chay", "Chai", "ឆាយ"][..],
            &["Sophea", "Sopia", "Sofea", "សុភា"],
            &["Sovann", "Suvan", "Sovan", "សុវណ្ណ"],
            &["Rithy", "Rithi", "Ritthy", "រិទ្ធី"],
            &["Vong", "Vorng", "Wong", "វង្ស"],
            &["Dara", "Tara", "តារា"],
            &["Nhem", "Nyem", "ញ៉ែម"],
            &["Sok", "Sokh", "សុខ"],
            &["Mao", "Mov", "Mau", "ម៉ៅ"],
            &["Ngeth", "Nget", "ង៉ែត"],
            &["Khieu", "Kieu"],
        ] {
            let first = sound_key(group[0]);
            for word in group {
                assert_eq!(sound_key(word), first, "{word} should sound like {}", group[0]);
            }
        }
        assert_ne!(sound_key("Sok"), sound_key("Som"));
        assert_ne!(sound_key("Chan"), sound_key("Chang"));
        assert_eq!(sound_key("..."), "");
    }

    #[test]
    fn a_name_is_found_in_either_script_and_by_sound() {
        for query in ["សុខ", "សុភា", "សុភ", "sok", "Sophea", "soph", "SOPHÉA", "sopia", "សុខ សុភា", "sophea sok"]
        {
            assert!(finds(query, "សុខ សុភា", "Sok Sophea"), "{query} in both");
            assert!(finds(query, "សុខ សុភា", ""), "{query} in Khmer only");
        }
        for query in ["sok", "soph", "សុខ", "សុភា", "soksophea", "សុខ\u{200B}សុភា"]
        {
            assert!(finds(query, "", "Sok Sophea"), "{query} in Latin only");
        }
        for query in ["chan", "ច័ន្ទ", "sokhal", "sok chan"] {
            assert!(!finds(query, "សុខ សុភា", "Sok Sophea"), "{query}");
        }
    }

    #[test]
    fn names_written_together_are_found_by_their_parts() {
        assert!(finds("សុភា", "សុខសុភា", ""));
        assert!(finds("Sophea", "សុខសុភា", ""));
        assert!(finds("Sok", "សុខសុភា", ""));
    }

    #[test]
    fn spelling_variants_and_zero_width_spaces_do_not_hide_a_name() {
        assert!(finds("ចន្តា", "ចន្ដា", ""));
        assert!(finds("ស្រី\u{200B}មុំ", "ស្រីមុំ", ""));
        assert!(finds("ច័ន្ទ", "ចន្ទ", ""));
        assert!(query_tokens("ស").is_empty() && query_tokens(" - ").is_empty());
    }

    #[test]
    fn the_number_of_keys_stays_small() {
        let keys = search_tokens("ហេង ច័ន្ទសុភាព", "Heng Chansopheap");
        assert!(keys.len() < 60, "{} keys", keys.len());
        assert!(keys.iter().all(|key| key.starts_with(['l', 'k', 's', 'w'])));
    }

    #[test]
    fn similarity_speaks_both_scripts() {
        assert!((name_similarity("Sok Sophea", "sok sophea") - 1.0).abs() < 1e-6);
        assert!(name_similarity("Sok Sophea", "Sophea Sok") > 0.99);
        assert!(name_similarity("សុខ សុភា", "Sok Sophea") > 0.93);
        assert!(name_similarity("Sok Sophea", "Sokh Sopia") > 0.9);
        assert!(name_similarity("Chhay Rithy", "Chay Rithi") > 0.93);
        assert!(name_similarity("Sok Sophea", "Chea Bunthoeun") < 0.7);
        assert!(name_similarity("សុខ សុភា", "ហេង ចាន់ថា") < 0.75);
        assert!(name_similarity("", "Sok") == 0.0);
    }
}
