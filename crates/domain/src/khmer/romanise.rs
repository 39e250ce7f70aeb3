//! Khmer names in Latin letters, close to what the official gazetteer and identity cards write: UNGEGN's
//! system without diacritics. It is read for searching and comparing; a spelling that a person uses for
//! herself always comes first.

use super::{COENG, clusters, is_consonant, is_independent_vowel, is_vowel_sign, normalise};

/// The two series of consonants; the same vowel sign is read differently after each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Series {
    A,
    O,
}

/// Letter, series, and whether it is a sonorant, which does not decide the series of its cluster.
const fn consonant(c: char) -> (&'static str, Series, bool) {
    use Series::{A, O};
    match c {
        'ក' => ("k", A, false),
        'ខ' => ("kh", A, false),
        'គ' => ("k", O, false),
        'ឃ' => ("kh", O, false),
        'ង' => ("ng", O, true),
        'ច' => ("ch", A, false),
        'ឆ' => ("chh", A, false),
        'ជ' => ("ch", O, false),
        'ឈ' => ("chh", O, false),
        'ញ' => ("nh", O, true),
        'ដ' => ("d", A, false),
        'ឋ' => ("th", A, false),
        'ឌ' => ("d", O, false),
        'ឍ' => ("th", O, false),
        'ណ' => ("n", A, true),
        'ត' => ("t", A, false),
        'ថ' => ("th", A, false),
        'ទ' => ("t", O, false),
        'ធ' => ("th", O, false),
        'ន' => ("n", O, true),
        'ប' => ("b", A, false),
        'ផ' => ("ph", A, false),
        'ព' => ("p", O, false),
        'ភ' => ("ph", O, false),
        'ម' => ("m", O, true),
        'យ' => ("y", O, true),
        'រ' => ("r", O, true),
        'ល' => ("l", O, true),
        'វ' => ("v", O, true),
        'ឝ' | 'ឞ' | 'ស' => ("s", A, false),
        'ហ' => ("h", A, false),
        'ឡ' => ("l", A, true),
        _ => ("", A, false),
    }
}

/// One cluster, taken apart.
#[derive(Default, Clone, Debug)]
struct Cluster {
    base: char,
    subs: Vec<char>,
    vowel: Option<char>,
    nikahit: bool,
    reahmuk: bool,
    /// ៈ, a short open syllable.
    yuukalea: bool,
    /// ់, a short vowel; on a bare consonant it marks a final.
    bantoc: bool,
    /// ័, a short a.
    samyok: bool,
    /// ៍, the letter is not read.
    silent: bool,
    robat: bool,
    shifter: Option<Series>,
}

impl Cluster {
    fn read(text: &str) -> Option<Self> {
        let mut chars = text.chars();
        let base = chars.next().filter(|c| is_consonant(*c) || is_independent_vowel(*c))?;
        let mut cluster = Cluster { base, ..Cluster::default() };
        let mut coeng = false;
        for c in chars {
            match c {
                COENG => {
                    coeng = true;
                    continue;
                }
                _ if coeng => cluster.subs.push(c),
                _ if is_vowel_sign(c) => cluster.vowel = Some(c),
                '\u{17C6}' => cluster.nikahit = true,
                '\u{17C7}' => cluster.reahmuk = true,
                '\u{17C8}' => cluster.yuukalea = true,
                '\u{17C9}' => cluster.shifter = Some(Series::A),
                '\u{17CA}' => cluster.shifter = Some(Series::O),
                '\u{17CB}' => cluster.bantoc = true,
                '\u{17CC}' => cluster.robat = true,
                '\u{17CD}' => cluster.silent = true,
                '\u{17D0}' => cluster.samyok = true,
                _ => {}
            }
            coeng = false;
        }
        Some(cluster)
    }

    /// A consonant with nothing on it that has to be read.
    fn bare(&self) -> bool {
        is_consonant(self.base) && self.subs.is_empty() && !self.voiced() && self.shifter.is_none()
    }

    /// Carries a vowel of its own.
    fn voiced(&self) -> bool {
        self.vowel.is_some() || self.nikahit || self.reahmuk || self.yuukalea || self.samyok
    }

    fn series(&self) -> Series {
        if let Some(series) = self.shifter {
            return series;
        }
        let letters = || std::iter::once(&self.base).chain(&self.subs).rev();
        let deciding = letters().find(|c| !consonant(**c).2).or_else(|| letters().next());
        deciding.map_or(Series::A, |c| consonant(*c).1)
    }
}

/// The vowel as written in Latin, with the consonant that a sign such as ំ brings.
fn vowel(c: &Cluster, series: Series) -> &'static str {
    let pick = |a, o| if series == Series::A { a } else { o };
    if c.samyok {
        return pick("a", "oa");
    }
    match c.vowel {
        None if c.nikahit => pick("am", "um"),
        None if c.reahmuk => pick("ah", "eah"),
        None if c.yuukalea => "ak",
        None => pick("a", "o"),
        Some('ា') if c.nikahit => pick("am", "oam"),
        Some('ា') => pick("a", "ea"),
        Some('ិ') => pick("e", "i"),
        Some('ី') => pick("ei", "i"),
        Some('ឹ') => pick("oe", "ue"),
        Some('ឺ') => pick("eu", "ueu"),
        Some('ុ') if c.nikahit => pick("om", "um"),
        Some('ុ') if c.reahmuk => pick("oh", "uh"),
        Some('ុ') => pick("o", "u"),
        Some('ូ') => pick("ou", "u"),
        Some('ួ') => "uo",
        Some('ើ') => pick("aeu", "eu"),
        Some('ឿ') => "oea",
        Some('ៀ') => "ie",
        Some('េ') if c.reahmuk => "eh",
        Some('េ') => "e",
        Some('ែ') => pick("ae", "eae"),
        Some('ៃ') => pick("ai", "ey"),
        Some('ោ') if c.reahmuk => pick("aoh", "uoh"),
        Some('ោ') => pick("ao", "ou"),
        Some('ៅ') => pick("au", "ov"),
        Some(_) => "",
    }
}

const fn independent_vowel(c: char) -> &'static str {
    match c {
        'ឥ' => "e",
        'ឦ' => "ei",
        'ឧ' => "u",
        'ឨ' => "uk",
        'ឩ' => "u",
        'ឪ' => "ov",
        'ឫ' => "rue",
        'ឬ' => "rueu",
        'ឭ' => "lue",
        'ឮ' => "lueu",
        'ឯ' => "ae",
        'ឰ' => "ai",
        'ឱ' | 'ឲ' => "ao",
        'ឳ' => "au",
        _ => "a",
    }
}

/// One Khmer word (no spaces) being spelled.
#[derive(Default)]
struct Speller {
    out: String,
    /// The syllable so far may still take a final consonant.
    open: bool,
    /// Its vowel is the inherent one.
    inherent: bool,
    series: Option<Series>,
    /// It is short enough to hand its series on to a sonorant that follows.
    hands_on: bool,
    /// The next រ is written but not read.
    swallow_r: bool,
}

impl Speller {
    fn onset(&mut self, c: &Cluster, letters: &[char], may_close: bool) {
        let first = letters.first().copied().unwrap_or(c.base);
        let series = match self.series {
            Some(Series::A)
                if self.hands_on && c.shifter.is_none() && letters.iter().all(|l| consonant(*l).2) =>
            {
                Series::A
            }
            _ if first == c.base => c.series(),
            _ => c.shifter.unwrap_or_else(|| consonant(first).1),
        };
        for (at, letter) in letters.iter().enumerate() {
            self.out.push_str(match letter {
                // ប is read p before a subscript and under ៉.
                'ប' if at == 0 && (letters.len() > 1 || c.shifter == Some(Series::A)) => "p",
                'អ' if at > 0 => "'",
                _ => consonant(*letter).0,
            });
        }
        self.out.push_str(vowel(c, series));
        let closed = match c.vowel {
            Some('ៃ' | 'ៅ') => true,
            Some('ា') => c.reahmuk,
            _ => c.nikahit || c.reahmuk || c.yuukalea,
        };
        self.inherent = c.vowel.is_none() && !c.samyok;
        self.hands_on = self.inherent && !c.reahmuk;
        self.open = may_close && !closed;
        self.series = Some(series);
    }

    /// A consonant read at the end of the syllable.
    fn close(&mut self, c: &Cluster) {
        self.open = false;
        let base = c.base;
        if base == 'រ' && std::mem::take(&mut self.swallow_r) {
            return;
        }
        // ាំង is written ang and eang.
        if base == 'ង' && self.out.ends_with("oam") {
            self.out.truncate(self.out.len() - 3);
            self.out.push_str("ea");
        } else if base == 'ង' && self.out.ends_with("am") {
            self.out.pop();
        }
        // ័យ is one sound.
        if base == 'យ' && self.out.ends_with("oa") && !self.inherent {
            self.out.truncate(self.out.len() - 2);
            self.out.push('e');
        }
        // ាត់ is short: oa in the second series, except before a velar.
        if c.bantoc && !matches!(base, 'ក' | 'ខ' | 'គ' | 'ឃ' | 'ង') && self.out.ends_with("ea") {
            self.out.truncate(self.out.len() - 2);
            self.out.push_str("oa");
        }
        // វណ្ណ, in half of all names, is written van.
        if base == 'ណ' && c.subs.first() == Some(&'ណ') && self.inherent && self.out.ends_with('o') {
            self.out.pop();
            self.out.push('a');
        }
        // ូវ is written ov.
        if base == 'វ' && self.out.ends_with("ou") {
            self.out.pop();
        }
        self.out.push_str(if base == 'ប' && !c.subs.is_empty() { "p" } else { consonant(base).0 });
        self.hands_on = self.hands_on && consonant(base).2;
    }
}

/// How many consonants without a vowel stand in a row from the start, as finals or as inherent syllables.
fn finals(parts: &[Cluster]) -> usize {
    let mut count = 0;
    let mut before = '\0';
    for c in parts {
        if c.bare() && !c.bantoc {
            count += 1;
            before = c.base;
        } else if c.bare() {
            // The ់ fixes this pair, whatever came before it.
            return usize::saturating_sub(count, 1);
        } else {
            // រវៀង and ទទឹង begin with a short syllable of one letter.
            let presyllable = c.subs.is_empty() && c.voiced() && (before == 'រ' || before == c.base);
            return (count + usize::from(splits(c))) - usize::from(presyllable && count > 1);
        }
    }
    count
}

/// The first letter of such a cluster closes the syllable before it: ន្ទ, ម្ព, ត្ត.
fn splits(c: &Cluster) -> bool {
    c.subs.first().is_some_and(|sub| matches!(c.base, 'ង' | 'ញ' | 'ណ' | 'ន') || same_row(c.base, *sub))
}

/// The ិ of ជាតិ and ភូមិ is written but not read.
fn silent_i(c: &Cluster) -> bool {
    c.vowel == Some('ិ') && c.subs.is_empty() && matches!(c.base, 'ត' | 'ទ' | 'ម') && !c.nikahit
}

/// Two letters of one row of the alphabet, as in ត្ត and ទ្ធ, which are read across two syllables.
fn same_row(a: char, b: char) -> bool {
    let row = |c: char| match c {
        'ក'..='ង' => 1,
        'ច'..='ញ' => 2,
        'ដ'..='ន' => 3,
        'ប'..='ម' => 4,
        _ => 0,
    };
    a == b || (row(a) != 0 && row(a) == row(b))
}

/// One word of Khmer letters without spaces.
fn word(text: &str) -> String {
    let parts: Vec<Cluster> =
        clusters(text).into_iter().filter_map(Cluster::read).filter(|c| !c.silent).collect();
    let mut s = Speller::default();
    for (at, c) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        if is_independent_vowel(c.base) {
            s.out.push_str(independent_vowel(c.base));
            s.out.push_str(if c.vowel.is_some() { vowel(c, Series::A) } else { "" });
            s.open = true;
            s.inherent = false;
            s.hands_on = false;
            s.series = None;
            continue;
        }
        // Consonants without a vowel go in pairs (onset and final), so an odd one closes what came before.
        let from_here = finals(parts.get(at..).unwrap_or_default());
        if s.open && c.bare() && (c.bantoc || from_here % 2 == 1) {
            s.close(c);
            continue;
        }
        if s.open && silent_i(c) && last && !s.inherent {
            s.close(c);
            continue;
        }
        let following = finals(parts.get(at + 1..).unwrap_or_default());
        if let (true, Some(first_sub)) = (s.open, c.subs.first().copied()) {
            let sonorant = consonant(c.base).2;
            let pair_next = parts.get(at + 1).is_some_and(|n| n.bare() && n.bantoc);
            let read_on = pair_next || (last && sonorant && matches!(first_sub, 'រ' | 'ល'));
            if !c.voiced() && !read_on && following.is_multiple_of(2) {
                s.close(c);
                continue;
            }
            if same_row(c.base, first_sub) || (sonorant && s.inherent) {
                s.close(c);
                s.onset(c, &c.subs, true);
                continue;
            }
        }
        let mut letters = vec![c.base];
        letters.extend(&c.subs);
        let next = parts.get(at + 1);
        let may_close = c.voiced()
            || following % 2 == 1
            || next.is_some_and(|n| (n.bare() && n.bantoc) || (following < 2 && !n.subs.is_empty()));
        s.onset(c, &letters, may_close);
        // អូរ, a stream, is written Ou wherever it begins a name.
        if c.base == 'អ' && c.vowel == Some('ូ') && at == 0 && next.is_some_and(|n| n.base == 'រ' && n.bare())
        {
            s.swallow_r = true;
        }
    }
    s.out
}

/// Khmer in Latin letters, lower case; words stay apart where the text has spaces, ៗ repeats the word before
/// it, Khmer digits become Latin ones, and anything else is left as it is.
pub fn romanise(text: &str) -> String {
    let text = normalise(text);
    let mut out: Vec<String> = Vec::new();
    for token in text.split([' ', '-', '/']) {
        let mut spelled = String::new();
        let mut run = String::new();
        for c in token.chars() {
            if ('\u{1780}'..='\u{17D3}').contains(&c) {
                run.push(c);
                continue;
            }
            spelled.push_str(&word(&std::mem::take(&mut run)));
            match c {
                'ៗ' if spelled.is_empty() => spelled.extend(out.last().cloned()),
                'ៗ' => spelled = format!("{spelled} {spelled}"),
                _ => spelled.push(super::digits::latin_digit(c)),
            }
        }
        spelled.push_str(&word(&run));
        if !spelled.is_empty() {
            out.push(spelled);
        }
    }
    out.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_names_come_out_as_people_spell_them() {
        for (km, latin) in [
            ("សុភា", "sophea"),
            ("ដារ៉ា", "dara"),
            ("សុវណ្ណ", "sovan"),
            ("ចាន់ថា", "chantha"),
            ("បុប្ផា", "boppha"),
            ("សំណាង", "samnang"),
            ("សុជាតិ", "socheat"),
            ("បាត់ដំបង", "batdambang"),
            ("កណ្តាល", "kantal"),
            ("ព្រៃវែង", "preyveaeng"),
            ("អង្គរ", "angkor"),
            ("អូរ ជ្រៅ", "ou chrov"),
            ("ភូមិ ១៧", "phum 17"),
            ("Sok", "Sok"),
            ("", ""),
        ] {
            assert_eq!(romanise(km), latin, "{km}");
        }
    }

    /// The official spellings of communes and villages are the oracle. The gazetteer lies outside the project;
    /// without it this proves nothing and says so.
    #[test]
    fn it_agrees_with_the_official_gazetteer() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/gazetteer-kh.csv");
        let Ok(text) = std::fs::read_to_string(path) else {
            eprintln!("skipped: no gazetteer file here");
            return;
        };
        let letters = |s: &str| s.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect::<String>();
        for level in ["commune", "village"] {
            let mut scores = Vec::new();
            for line in text.lines().skip(1) {
                let fields: Vec<&str> = line.split(',').collect();
                let (km, latin) = (fields[3], fields[4]);
                // A number is spelled out on one side and written as a digit on the other.
                if fields[1] == level && !(km.to_owned() + latin).chars().any(char::is_numeric) {
                    scores.push(strsim::normalized_levenshtein(&letters(&romanise(km)), &letters(latin)));
                }
            }
            let mean = scores.iter().sum::<f64>() / scores.len() as f64;
            assert!(scores.len() > 1_500 && mean >= 0.96, "{level}: {mean} over {}", scores.len());
        }
    }
}
