//! Writing XML.

/// A document that grows.
pub(super) struct Out {
    pub(super) text: String,
}

impl Out {
    pub(super) fn document() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned() }
    }

    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.begin(name, attributes);
        self.text.push('>');
    }

    pub(super) fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.begin(name, attributes);
        self.text.push_str("/>");
    }

    /// An element with words in it; empty when there are none.
    pub(super) fn leaf(&mut self, name: &str, words: &str) {
        if words.is_empty() {
            return self.empty(name, &[]);
        }
        self.open(name, &[]);
        self.words(words);
        self.close(name);
    }

    pub(super) fn words(&mut self, words: &str) {
        self.escaped(words, false);
    }

    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            self.text.push(' ');
            self.text.push_str(key);
            self.text.push_str("=\"");
            self.escaped(value, true);
            self.text.push('"');
        }
    }

    /// Readers make one blank of a line's end in an attribute, and one line's end of two characters in words: both are
    /// written by number. Characters that no XML document may hold are left out.
    fn escaped(&mut self, words: &str, attribute: bool) {
        for c in words.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' if attribute => self.text.push_str("&quot;"),
                '\r' => self.text.push_str("&#13;"),
                '\n' if attribute => self.text.push_str("&#10;"),
                '\t' if attribute => self.text.push_str("&#9;"),
                '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                _ => self.text.push(c),
            }
        }
    }
}
