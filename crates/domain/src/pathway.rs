//! The referral pathway drawn: from the village to the outside, who is asked at each level and for what.

#[cfg(test)]
use crate::genogram::text_width;
use crate::genogram::{escape, wrap_text};
use crate::khmer::Lang;
use crate::protocol::PathwayStep;
use crate::taxonomy::Taxonomy;
use std::fmt::Write;

/// As wide as a small phone's page.
const WIDTH: f32 = 328.0;
/// Size of the headings and of the text.
const SIZES: (f32, f32) = (17.0, 14.5);
/// Room within a box, and between two.
const PADDING: f32 = 14.0;
const BETWEEN: f32 = 30.0;

/// The drawing as SVG, in the colours and the font of the page. Every text is also in its description.
pub fn svg(steps: &[PathwayStep], lang: Lang) -> String {
    let pick = |text: &crate::instrument::Text| match lang {
        Lang::Km => text.km.clone(),
        Lang::En => text.en.clone(),
    };
    let (code, spaced, title) = match lang {
        Lang::Km => ("km", 1.85, "ផ្លូវនៃការបញ្ជូន"),
        Lang::En => ("en", 1.4, "The way of a referral"),
    };
    let mut body = String::new();
    let mut spoken = Vec::new();
    let mut y = 2.0_f32;
    for (place, step) in steps.iter().enumerate() {
        let label = pick(&step.label);
        let needs: Vec<String> = step
            .needs
            .iter()
            .filter_map(|need| Taxonomy::shipped().types.iter().find(|of| of.code == *need))
            .map(|of| pick(&of.label))
            .collect();
        let needs = needs.join(" · ");
        spoken.push(format!("{label}: {}: {needs}", pick(&step.who)));
        let room = WIDTH - 2.0 * PADDING;
        let mut lines = vec![(label.clone(), SIZES.0, "700", "1")];
        for line in wrap_text(&pick(&step.who), SIZES.1, room) {
            lines.push((line, SIZES.1, "400", "1"));
        }
        for line in wrap_text(&needs, SIZES.1, room) {
            lines.push((line, SIZES.1, "400", "0.72"));
        }
        let height: f32 =
            PADDING + lines.iter().map(|(_, size, ..)| size * spaced).sum::<f32>() + PADDING / 2.0;
        if place > 0 {
            let x = WIDTH / 2.0;
            let _ = write!(
                body,
                r#"<path d="M{x:.1} {:.1}V{:.1}m-6 -7l6 7l6 -7" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/>"#,
                y - BETWEEN + 3.0,
                y - 4.0
            );
        }
        let _ = write!(
            body,
            r#"<rect x="1" y="{y:.1}" width="{:.1}" height="{height:.1}" rx="14" fill="var(--geno-home, #0f766e)" fill-opacity="0.08" stroke="var(--geno-home, #0f766e)" stroke-width="1.4"/>"#,
            WIDTH - 2.0
        );
        // How far along: one point more for each step.
        for point in 0..=place {
            #[allow(clippy::cast_precision_loss, reason = "there are five levels")]
            let x = WIDTH - PADDING - 5.0 - point as f32 * 12.0;
            let _ = write!(
                body,
                r#"<circle cx="{x:.1}" cy="{:.1}" r="3.6" fill="var(--geno-home, #0f766e)"/>"#,
                y + 18.0
            );
        }
        let mut at = y + PADDING / 2.0;
        for (line, size, weight, opacity) in lines {
            at += size * spaced;
            let _ = write!(
                body,
                r#"<text x="{PADDING}" y="{:.1}" font-size="{size}" font-weight="{weight}" fill="currentColor" fill-opacity="{opacity}">{}</text>"#,
                at - size * (spaced - 1.0) / 2.0,
                escape(&line)
            );
        }
        y += height + BETWEEN;
    }
    let height = (y - BETWEEN + 2.0).max(2.0);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="pathway" role="img" lang="{code}" viewBox="0 0 {WIDTH} {height:.1}" width="{WIDTH}" height="{height:.1}"><title>{title}</title><desc>{}</desc>{body}</svg>"#,
        escape(&spoken.join("; "))
    )
}

/// Whether a line fits its box; for tests.
#[cfg(test)]
fn fits(line: &str, size: f32) -> bool {
    text_width(line, size) <= WIDTH - 2.0 * PADDING + 0.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Protocol;

    #[test]
    fn every_level_and_its_needs_are_drawn_within_a_phone() {
        let steps = &Protocol::shipped().directory.pathway;
        assert_eq!(
            steps.iter().map(|step| step.level.as_str()).collect::<Vec<_>>(),
            ["village", "commune", "district", "province", "outside"]
        );
        for lang in [Lang::Km, Lang::En] {
            let drawn = svg(steps, lang);
            for step in steps {
                let label = if lang == Lang::Km { &step.label.km } else { &step.label.en };
                assert!(drawn.contains(label.as_str()), "{label}");
                assert!(fits(label, SIZES.0), "{label}");
                assert!(!step.needs.is_empty());
                for need in &step.needs {
                    assert!(Taxonomy::shipped().types.iter().any(|of| of.code == *need), "{need}");
                }
            }
            assert_eq!(drawn.matches("<rect").count(), steps.len());
        }
    }
}
