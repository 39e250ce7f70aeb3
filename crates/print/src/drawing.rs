//! Prepares an SVG drawing for print: takes its text out, so that Typst can set it.
//!
//! The SVG reader under Typst (usvg 0.47) advances by the widest glyph of a cluster instead of by
//! the whole cluster, which lays Khmer letters such as ស្រី over their neighbours. So the shapes go to
//! Typst as SVG without text, and every piece of text goes along as data with its place and is set by
//! Typst itself, which shapes Khmer correctly and leaves it readable for screen readers.

use std::sync::{Arc, LazyLock};

use serde::Serialize;
use usvg::{
    DominantBaseline, FontResolver, ImageHrefResolver, Node, Options, Paint, TextAnchor, fontdb, roxmltree,
};

use crate::PrintError;

/// A drawing whose text has been taken out.
#[derive(Debug)]
pub struct Drawing {
    /// The shapes, as SVG.
    pub shapes: String,
    /// Where the text goes.
    pub lettering: Lettering,
}

/// Size of a drawing and its text, in the drawing's own units.
#[derive(Debug, Serialize)]
pub struct Lettering {
    width: f32,
    height: f32,
    lines: Vec<Line>,
}

/// One line of text; `x` is its start, middle or end, `y` its baseline.
#[derive(Debug, Serialize)]
struct Line {
    x: f32,
    y: f32,
    anchor: &'static str,
    pieces: Vec<Piece>,
}

#[derive(Debug, Serialize)]
struct Piece {
    text: String,
    size: f32,
    bold: bool,
    colour: String,
}

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for font in crate::typeset::FONTS {
        fonts.load_font_data(font.to_vec());
    }
    Arc::new(fonts)
});

/// Splits a drawing into shapes and text.
///
/// # Errors
/// [`PrintError::Drawing`] when `svg` is not a readable SVG document (document type definitions are
/// refused).
pub fn split(svg: &str) -> Result<Drawing, PrintError> {
    let xml = roxmltree::Document::parse(svg).map_err(|_| PrintError::Drawing)?;
    let tree = usvg::Tree::from_xmltree(&xml, &options()).map_err(|_| PrintError::Drawing)?;
    let mut lines = Vec::new();
    collect(tree.root(), &mut lines);
    let size = tree.size();
    Ok(Drawing {
        shapes: without_text(svg, &xml)?,
        lettering: Lettering { width: size.width(), height: size.height(), lines },
    })
}

fn options() -> Options<'static> {
    Options {
        fontdb: Arc::clone(&FONTS),
        // Any font will do: usvg only has to find the text, it does not set it.
        font_resolver: FontResolver {
            select_font: Box::new(|_, fonts| fonts.faces().next().map(|face| face.id)),
            select_fallback: FontResolver::default_fallback_selector(),
        },
        // A drawing brings its own pictures or none: nothing is read from disk.
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

fn without_text(svg: &str, xml: &roxmltree::Document<'_>) -> Result<String, PrintError> {
    let mut shapes = String::with_capacity(svg.len());
    let mut kept = 0;
    for node in xml.descendants().filter(|node| node.is_element() && node.tag_name().name() == "text") {
        let range = node.range();
        // A text within a text has gone with the outer one.
        if range.start >= kept {
            shapes.push_str(svg.get(kept..range.start).ok_or(PrintError::Drawing)?);
            kept = range.end;
        }
    }
    shapes.push_str(svg.get(kept..).ok_or(PrintError::Drawing)?);
    Ok(shapes)
}

fn collect(group: &usvg::Group, lines: &mut Vec<Line>) {
    for node in group.children() {
        match node {
            Node::Group(inner) => collect(inner, lines),
            Node::Text(text) => collect_text(text, lines),
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

fn collect_text(text: &usvg::Text, lines: &mut Vec<Line>) {
    let transform = text.abs_transform();
    let (scale, _) = transform.get_scale();
    let (mut x, mut y, mut seen) = (0.0, 0.0, 0);
    for chunk in text.chunks() {
        x = chunk.x().unwrap_or(x) + text.dx().get(seen).copied().unwrap_or(0.0);
        y = chunk.y().unwrap_or(y) + text.dy().get(seen).copied().unwrap_or(0.0);
        seen += chunk.text().chars().count();
        let mut drop = 0.0;
        let pieces: Vec<Piece> = chunk
            .spans()
            .iter()
            .filter(|span| span.is_visible())
            .filter_map(|span| {
                drop = baseline_drop(span);
                Some(Piece {
                    text: chunk.text().get(span.start()..span.end())?.to_owned(),
                    size: span.font_size().get() * scale,
                    bold: span.font().weight() >= 600,
                    colour: colour(span)?,
                })
            })
            .collect();
        if pieces.iter().all(|piece| piece.text.trim().is_empty()) {
            continue;
        }
        let mut point = usvg::tiny_skia_path::Point::from_xy(x, y + drop);
        transform.map_point(&mut point);
        let anchor = match chunk.anchor() {
            TextAnchor::Start => "start",
            TextAnchor::Middle => "middle",
            TextAnchor::End => "end",
        };
        lines.push(Line { x: point.x, y: point.y, anchor, pieces });
    }
}

/// How far below `y` the baseline lies, for text that is placed by its middle or its top.
fn baseline_drop(span: &usvg::TextSpan) -> f32 {
    let placed_by = span.dominant_baseline();
    let size = span.font_size().get();
    if placed_by == DominantBaseline::Middle {
        size * 0.27
    } else if placed_by == DominantBaseline::Central {
        size * 0.36
    } else if placed_by == DominantBaseline::Hanging {
        size * 0.8
    } else {
        0.0
    }
}

/// The colour of visible text; `None` for text without a fill. A gradient becomes black: lettering
/// must be readable.
fn colour(span: &usvg::TextSpan) -> Option<String> {
    let fill = span.fill()?;
    let black = || "#000000".to_owned();
    Some(match fill.paint() {
        Paint::Color(c) => format!("#{:02x}{:02x}{:02x}", c.red, c.green, c.blue),
        Paint::LinearGradient(_) | Paint::RadialGradient(_) | Paint::Pattern(_) => black(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" width="200" height="100">
        <g transform="translate(10 5)"><rect width="5" height="5"/>
        <text x="10" y="20" text-anchor="middle" font-size="8" font-weight="700" fill="#112233">ស្រី<tspan x="10" dy="9">Mom &amp; Dad</tspan></text></g></svg>"##;

    #[test]
    fn text_is_taken_out_with_its_place_and_the_shapes_stay() {
        let drawing = split(SVG).unwrap();
        assert!(drawing.shapes.contains("<rect") && !drawing.shapes.contains("text"));
        let lines = drawing.lettering.lines;
        assert_eq!((drawing.lettering.width, drawing.lettering.height), (200.0, 100.0));
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].x, lines[0].y, lines[0].anchor), (40.0, 50.0, "middle"));
        assert_eq!((lines[1].x, lines[1].y), (40.0, 68.0));
        assert_eq!(lines[0].pieces[0].text, "ស្រី");
        assert_eq!(lines[1].pieces[0].text, "Mom & Dad");
        assert_eq!((lines[0].pieces[0].size, lines[0].pieces[0].bold), (16.0, true));
        assert_eq!(lines[0].pieces[0].colour, "#112233");
    }

    #[test]
    fn what_is_not_svg_is_refused() {
        for bad in
            ["", "<svg", "<html/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><svg xmlns='http://www.w3.org/2000/svg'/>"]
        {
            assert_eq!(split(bad).unwrap_err(), PrintError::Drawing, "{bad}");
        }
    }
}
