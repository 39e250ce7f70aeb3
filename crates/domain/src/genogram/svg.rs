//! The drawing as SVG: presentation attributes only (a strict content security policy forbids inline styles), no
//! fonts from elsewhere, words as text.

use super::drawing::{Layout, Line, LineStyle, MarkKind, Shape, Symbol};
use super::layout::{FONT, SYMBOL};
use super::sign::line_height;
use super::text::width;
use crate::khmer::Lang;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Where the drawing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// On a page, in the colours of the page: `currentColor`, and where the page sets them `--geno-muted`,
    /// `--geno-home`, `--geno-carer` and `--geno-symbol`. The font is the page's.
    Screen,
    /// On paper, in ink on white, in Noto Sans and Noto Sans Khmer.
    Paper,
}

struct Colours {
    ink: &'static str,
    muted: &'static str,
    home: &'static str,
    carer: &'static str,
    symbol: &'static str,
}

const fn colours(look: Look) -> Colours {
    match look {
        Look::Screen => Colours {
            ink: "currentColor",
            muted: "var(--geno-muted, currentColor)",
            home: "var(--geno-home, #0f766e)",
            carer: "var(--geno-carer, #f4b860)",
            symbol: "var(--geno-symbol, none)",
        },
        Look::Paper => {
            Colours { ink: "#1c1917", muted: "#57534e", home: "#0f766e", carer: "#f4b860", symbol: "#ffffff" }
        }
    }
}

/// A sign of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Male,
    Female,
    Unknown,
    Unborn,
    Focus,
    Carer,
    Dead,
    Line(LineStyle),
    Mark(MarkKind),
    Home,
}

impl Key {
    const fn words(self, lang: Lang) -> &'static str {
        let (km, en) = match self {
            Self::Male => ("ប្រុស", "male"),
            Self::Female => ("ស្រី", "female"),
            Self::Unknown => ("មិនដឹងភេទ", "sex not known"),
            Self::Unborn => ("ទារកក្នុងផ្ទៃ", "not yet born"),
            Self::Focus => ("កុមារដែលយើងកំពុងជួយ", "child we work with"),
            Self::Carer => ("អ្នកថែទាំ", "carer"),
            Self::Dead => ("បានទទួលមរណភាព", "has died"),
            Self::Line(LineStyle::Married) => ("រៀបការ", "married"),
            Self::Line(LineStyle::Cohabiting) => ("រួមរស់ជាមួយគ្នា", "living together"),
            Self::Line(LineStyle::Unrecorded) => ("មានកូនជាមួយគ្នា", "have a child together"),
            Self::Line(LineStyle::Birth) => ("កូនបង្កើត", "child by birth"),
            Self::Line(LineStyle::Adoptive) => ("កូនសុំ", "adopted child"),
            Self::Line(LineStyle::Foster) => ("កូនចិញ្ចឹម", "foster child"),
            Self::Line(LineStyle::Step) => ("កូនចុង", "stepchild"),
            Self::Line(LineStyle::Ritual) => ("កូនធម៌", "child by a vow"),
            Self::Mark(MarkKind::Separated) => ("បែកគ្នា", "separated"),
            Self::Mark(MarkKind::Divorced) => ("លែងលះ", "divorced"),
            Self::Mark(MarkKind::Widowed) => ("មេម៉ាយ ឬពោះម៉ាយ", "widowed"),
            Self::Home => ("រស់នៅក្នុងផ្ទះជាមួយគ្នា", "live in one home"),
        };
        match lang {
            Lang::Km => km,
            Lang::En => en,
        }
    }
}

/// Draws a laid-out family with its legend. The root element has `role="img"`, a title and a description that
/// names everybody; it has the size of its view box, which a page may scale.
pub fn svg(layout: &Layout, look: Look) -> String {
    let mut pen = Pen { out: String::new(), c: colours(look), lang: layout.lang };
    let (legend, legend_height) = legend(layout);
    let (w, h) = (layout.width, layout.height + legend_height);
    let font = match look {
        Look::Screen => "",
        Look::Paper => r#" font-family="Noto Sans Khmer, Noto Sans, sans-serif""#,
    };
    let lang = match layout.lang {
        Lang::Km => "km",
        Lang::En => "en",
    };
    pen.put(format_args!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="genogram" role="img" lang="{lang}" viewBox="0 0 {w:.1} {h:.1}" width="{w:.1}" height="{h:.1}" font-size="{FONT}"{font}>"#
    ));
    let (title, between) = match layout.lang {
        Lang::Km => ("គំនូរក្រុមគ្រួសារ", "។ "),
        Lang::En => ("Drawing of the family", ". "),
    };
    let people: Vec<&str> = layout.symbols.iter().map(|s| s.spoken.as_str()).collect();
    pen.put(format_args!("<title>{title}</title><desc>{}</desc>", escape(&people.join(between))));
    for home in &layout.homes {
        pen.home(&home.points);
    }
    layout.lines.iter().for_each(|line| pen.line(line));
    for mark in &layout.marks {
        pen.mark(mark.x, mark.y, mark.kind);
    }
    for symbol in &layout.symbols {
        pen.symbol(symbol);
        pen.label(symbol);
    }
    for (key, x, y) in legend {
        pen.key(key, x, y + layout.height);
    }
    pen.out.push_str("</svg>");
    pen.out
}

/// Where the signs of the legend go, below the drawing, and how high the legend is. Only what is drawn is
/// explained.
fn legend(layout: &Layout) -> (Vec<(Key, f32, f32)>, f32) {
    let mut used: BTreeSet<Key> = BTreeSet::new();
    for symbol in &layout.symbols {
        used.insert(match symbol.shape {
            Shape::Square => Key::Male,
            Shape::Circle => Key::Female,
            Shape::Diamond => Key::Unknown,
            Shape::Triangle => Key::Unborn,
        });
        let more = [(symbol.focus, Key::Focus), (symbol.carer, Key::Carer), (symbol.dead, Key::Dead)];
        used.extend(more.into_iter().filter(|(is, _)| *is).map(|(_, key)| key));
    }
    used.extend(layout.lines.iter().map(|line| Key::Line(line.style)));
    used.extend(layout.marks.iter().map(|mark| Key::Mark(mark.kind)));
    used.extend((!layout.homes.is_empty()).then_some(Key::Home));
    let row = line_height(layout.lang).max(20.0);
    let (mut x, mut y) = (7.0, 16.0);
    let mut out = Vec::new();
    for key in used {
        let w = 32.0 + width(key.words(layout.lang), FONT);
        if x > 7.0 && x + w > layout.width - 4.0 {
            (x, y) = (7.0, y + row);
        }
        out.push((key, x, y));
        x += w + 10.0;
    }
    let height = if out.is_empty() { 0.0 } else { y + row };
    (out, height)
}

struct Pen {
    out: String,
    c: Colours,
    lang: Lang,
}

impl Pen {
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(text);
    }

    fn home(&mut self, points: &[(f32, f32)]) {
        let path = rounded(points, 9.0);
        let home = self.c.home;
        self.put(format_args!(
            r#"<path d="{path}" fill="{home}" fill-opacity="0.06" stroke="{home}" stroke-width="1.6" stroke-dasharray="0.1 4.4" stroke-linecap="round"/>"#
        ));
    }

    fn line(&mut self, line: &Line) {
        let points: Vec<String> = line.points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let dash = match line.style {
            LineStyle::Married | LineStyle::Birth => "",
            LineStyle::Cohabiting => r#" stroke-dasharray="7 4""#,
            LineStyle::Unrecorded => r#" stroke-dasharray="1.5 4""#,
            LineStyle::Adoptive => r#" stroke-dasharray="5 3""#,
            LineStyle::Foster => r#" stroke-dasharray="1.6 3""#,
            LineStyle::Step => r#" stroke-dasharray="7 3 1.6 3""#,
            LineStyle::Ritual => r#" stroke-dasharray="1.6 3 1.6 3 7 3""#,
        };
        let ink = self.c.ink;
        self.put(format_args!(
            r#"<polyline points="{}" fill="none" stroke="{ink}" stroke-width="1.4" stroke-linejoin="round"{dash}/>"#,
            points.join(" ")
        ));
    }

    fn mark(&mut self, x: f32, y: f32, kind: MarkKind) {
        let strokes: &[(f32, f32, f32, f32)] = match kind {
            MarkKind::Separated => &[(-3.0, 7.0, 3.0, -7.0)],
            MarkKind::Divorced => &[(-5.5, 7.0, 0.5, -7.0), (-0.5, 7.0, 5.5, -7.0)],
            MarkKind::Widowed => &[(-3.5, -3.5, 3.5, 3.5), (-3.5, 3.5, 3.5, -3.5)],
        };
        let ink = self.c.ink;
        for (x1, y1, x2, y2) in strokes {
            self.put(format_args!(
                r#"<line x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}" stroke="{ink}" stroke-width="1.6"/>"#,
                x + x1,
                y + y1,
                x + x2,
                y + y2
            ));
        }
    }

    /// A shape of a given half width; filled for a carer.
    fn shape(&mut self, shape: Shape, (x, y, half): (f32, f32, f32), carer: bool) {
        let Colours { ink, carer: warm, symbol, .. } = self.c;
        let paint = if carer {
            format!(r#"fill="{warm}" fill-opacity="0.45" stroke="{ink}" stroke-width="1.6""#)
        } else {
            format!(r#"fill="{symbol}" stroke="{ink}" stroke-width="1.6""#)
        };
        let (l, r, t, b) = (x - half, x + half, y - half, y + half);
        match shape {
            Shape::Square => {
                let side = half * 2.0;
                self.put(format_args!(
                    r#"<rect x="{l:.1}" y="{t:.1}" width="{side:.1}" height="{side:.1}" {paint}/>"#
                ));
            }
            Shape::Circle => {
                self.put(format_args!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="{half:.1}" {paint}/>"#))
            }
            Shape::Diamond => {
                self.put(format_args!(
                    r#"<path d="M{x:.1} {t:.1}L{r:.1} {y:.1}L{x:.1} {b:.1}L{l:.1} {y:.1}Z" {paint}/>"#
                ));
            }
            Shape::Triangle => {
                self.put(format_args!(r#"<path d="M{x:.1} {t:.1}L{r:.1} {b:.1}L{l:.1} {b:.1}Z" {paint}/>"#))
            }
        }
    }

    fn symbol(&mut self, symbol: &Symbol) {
        let (x, y, half) = (symbol.x, symbol.y, SYMBOL / 2.0);
        self.shape(symbol.shape, (x, y, half), symbol.carer);
        if symbol.focus {
            self.shape(symbol.shape, (x, y, half - 3.5), false);
        }
        if symbol.dead {
            self.cross(symbol.shape, (x, y, half));
        }
        if symbol.carer {
            self.heart(x + half - 1.0, y - half + 1.0);
        }
        if !symbol.inside.is_empty() {
            let size = FONT + 1.0;
            self.words(&symbol.inside, (x, y + size * 0.36), ("middle", size), false);
        }
    }

    /// From corner to corner of the shape.
    fn cross(&mut self, shape: Shape, (x, y, half): (f32, f32, f32)) {
        let reach = match shape {
            Shape::Square => half,
            Shape::Circle => half * std::f32::consts::FRAC_1_SQRT_2,
            Shape::Diamond | Shape::Triangle => half / 2.0,
        };
        let (l, r, t, b) = (x - reach, x + reach, y - reach, y + reach);
        let ink = self.c.ink;
        self.put(format_args!(r#"<path d="M{l:.1} {t:.1}L{r:.1} {b:.1}M{r:.1} {t:.1}L{l:.1} {b:.1}" stroke="{ink}" stroke-width="1.4"/>"#));
    }

    /// A small heart at the corner of somebody who cares for a child.
    fn heart(&mut self, x: f32, y: f32) {
        let ink = self.c.ink;
        let warm = self.c.carer;
        self.put(format_args!(
            r#"<path d="M{x:.1} {:.1}c-6 -4.2 -5.6 -8.2 -2.8 -8.2c1.5 0 2.4 .9 2.8 1.9c.4 -1 1.3 -1.9 2.8 -1.9c2.8 0 3.2 4 -2.8 8.2z" fill="{warm}" stroke="{ink}" stroke-width="1.1"/>"#,
            y + 4.5
        ));
    }

    fn words(&mut self, text: &str, (x, y): (f32, f32), (anchor, size): (&str, f32), muted: bool) {
        let fill = if muted { self.c.muted } else { self.c.ink };
        let size = if (size - FONT).abs() < 0.01 { String::new() } else { format!(r#" font-size="{size}""#) };
        let anchor = if anchor == "start" { String::new() } else { format!(r#" text-anchor="{anchor}""#) };
        self.put(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}"{anchor}{size} fill="{fill}">{}</text>"#,
            escape(text)
        ));
    }

    fn label(&mut self, symbol: &Symbol) {
        let line = line_height(self.lang);
        let mut y = symbol.label.rect.y + line / 2.0 + FONT * 0.36;
        for text in &symbol.label.name {
            self.words(text, (symbol.x, y), ("middle", FONT), false);
            y += line;
        }
        for text in &symbol.label.extra {
            self.words(text, (symbol.x, y), ("middle", FONT), true);
            y += line;
        }
    }

    /// One sign of the legend with its words.
    fn key(&mut self, key: Key, x: f32, y: f32) {
        let (middle, half) = (x + 12.0, 7.0);
        match key {
            Key::Male => self.shape(Shape::Square, (middle, y, half), false),
            Key::Female => self.shape(Shape::Circle, (middle, y, half), false),
            Key::Unknown => self.shape(Shape::Diamond, (middle, y, half), false),
            Key::Unborn => self.shape(Shape::Triangle, (middle, y, half), false),
            Key::Focus => {
                self.shape(Shape::Circle, (middle, y, half), false);
                self.shape(Shape::Circle, (middle, y, half - 2.6), false);
            }
            Key::Carer => {
                self.shape(Shape::Circle, (middle, y, half), true);
                self.heart(middle + half - 1.0, y - half + 2.0);
            }
            Key::Dead => {
                self.shape(Shape::Square, (middle, y, half), false);
                self.cross(Shape::Square, (middle, y, half));
            }
            // A couple's line runs across, a child's line comes down.
            Key::Line(
                style @ (LineStyle::Birth
                | LineStyle::Adoptive
                | LineStyle::Foster
                | LineStyle::Step
                | LineStyle::Ritual),
            ) => {
                self.line(&Line {
                    points: vec![(x + 5.0, y - 8.0), (x + 19.0, y - 8.0)],
                    style: LineStyle::Birth,
                });
                self.line(&Line { points: vec![(middle, y - 8.0), (middle, y + 8.0)], style });
            }
            Key::Line(style @ (LineStyle::Married | LineStyle::Cohabiting | LineStyle::Unrecorded)) => {
                self.line(&Line { points: vec![(x, y), (x + 24.0, y)], style });
            }
            Key::Mark(kind) => {
                self.line(&Line { points: vec![(x, y), (x + 24.0, y)], style: LineStyle::Married });
                self.mark(middle, y, kind);
            }
            Key::Home => self.home(&[(x, y - 6.0), (x + 24.0, y - 6.0), (x + 24.0, y + 6.0), (x, y + 6.0)]),
        }
        self.words(key.words(self.lang), (x + 31.0, y + FONT * 0.36), ("start", FONT), true);
    }
}

/// A closed line through the points with its corners rounded.
fn rounded(points: &[(f32, f32)], radius: f32) -> String {
    let mut path = String::new();
    let before = points.iter().cycle().skip(points.len().saturating_sub(1));
    let after = points.iter().cycle().skip(1);
    for ((here, before), after) in points.iter().zip(before).zip(after) {
        let toward = |to: &(f32, f32)| {
            let (dx, dy) = (to.0 - here.0, to.1 - here.1);
            let length = dx.hypot(dy).max(0.01);
            let step = radius.min(length / 2.0) / length;
            (here.0 + dx * step, here.1 + dy * step)
        };
        let (from, to) = (toward(before), toward(after));
        let go = if path.is_empty() { 'M' } else { 'L' };
        let _ = write!(
            path,
            "{go}{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}",
            from.0, from.1, here.0, here.1, to.0, to.1
        );
    }
    path.push('Z');
    path
}

/// Text for XML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Not allowed in XML at all.
            '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            _ => out.push(c),
        }
    }
    out
}
