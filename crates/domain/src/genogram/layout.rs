//! From a family to symbols, lines and words with places. One unit is one CSS pixel at the smallest size at
//! which the drawing should be shown: there its words are 11.5 pixels high.

use super::GenogramInput;
use super::coords::{self, Places, anchor};
use super::drawing::{Layout, Line, LineStyle, Mark, MarkKind, Shape, Symbol};
use super::homes::{HomeRow, outline};
use super::model::{Couple, Model};
use super::order::{Hang, Node, Ordered, order};
use super::sign::symbol;
use crate::family::people::{UnionKind, UnionState};
use crate::khmer::Lang;
use crate::kinship::Quality;
use crate::sorted::Put;

/// Height and width of a symbol.
pub(super) const SYMBOL: f32 = 34.0;
/// Size of all words.
pub(super) const FONT: f32 = 11.5;
/// A phone of 360 pixels shows this much beside its own margins.
const PHONE: f32 = 328.0;
/// Nothing is drawn narrower, so that a person alone does not become a giant.
const NARROWEST: f32 = 240.0;
const MARGIN: f32 = 5.0;
/// Scaled down from this width to a phone's, words are still 11 pixels high.
const LEGIBLE: f32 = 342.0;
pub(super) const NARROWEST_CELL: f32 = 42.0;
const LABEL_GAP: f32 = 5.0;
/// Between the people of one row and the first line below them, and between lines.
const CLEAR: f32 = 13.0;
const LANE: f32 = 9.0;
const BETWEEN_PARTS: f32 = 20.0;

/// Lays out a family. Names take as many lines as they need; columns are as wide as a phone of 360 pixels allows
/// for this family, and where it has too many people for that, comfortably wide (the drawing may then be moved
/// about inside its own box).
pub fn layout(input: &GenogramInput, lang: Lang) -> Layout {
    let model = Model::new(input);
    let mut age: Vec<usize> = (0..input.people.len()).collect();
    age.put_by_key(|i| {
        input.people.get(*i).and_then(|p| p.birth).map_or((true, None), |b| (false, Some(b.reckoned())))
    });
    let mut place = vec![0; age.len()];
    for (rank, person) in age.iter().enumerate() {
        if let Some(slot) = place.get_mut(*person) {
            *slot = rank;
        }
    }
    let parts: Vec<Ordered> = (0..model.components).map(|c| order(&model, c, &place)).collect();
    let draw = |column: f32| {
        pack(parts.iter().map(|part| Part::draw(part, &model, input, (lang, column))).collect(), lang)
    };
    [112.0, 94.0, 80.0, 68.0, 58.0, 50.0, 44.0]
        .into_iter()
        .map(draw)
        .find(|layout| layout.width <= LEGIBLE)
        .unwrap_or_else(|| draw(74.0))
}

/// Puts the parts side by side, on as many shelves as needed, the largest first.
fn pack(mut parts: Vec<Layout>, lang: Lang) -> Layout {
    parts.put_by(|a, b| (b.height * b.width).total_cmp(&(a.height * a.width)));
    let room = parts.iter().map(|part| part.width).fold(PHONE - 2.0 * MARGIN, f32::max);
    let mut out = Layout {
        lang,
        width: 0.0,
        height: 0.0,
        symbols: Vec::new(),
        lines: Vec::new(),
        marks: Vec::new(),
        homes: Vec::new(),
    };
    let (mut x, mut y, mut shelf) = (0.0_f32, 0.0_f32, 0.0_f32);
    for mut part in parts {
        if x > 0.0 && x + part.width > room {
            y += shelf + BETWEEN_PARTS;
            (x, shelf) = (0.0, 0.0);
        }
        part.shift(x + MARGIN, y + MARGIN);
        x += part.width + BETWEEN_PARTS;
        shelf = shelf.max(part.height);
        out.width = out.width.max(x - BETWEEN_PARTS);
        out.symbols.append(&mut part.symbols);
        out.lines.append(&mut part.lines);
        out.marks.append(&mut part.marks);
        out.homes.append(&mut part.homes);
    }
    out.width += 2.0 * MARGIN;
    out.height = y + shelf + 2.0 * MARGIN;
    if out.width < NARROWEST {
        let more = (NARROWEST - out.width) / 2.0;
        out.width = NARROWEST;
        out.shift(more, 0.0);
    }
    out
}

impl Layout {
    fn shift(&mut self, dx: f32, dy: f32) {
        for symbol in &mut self.symbols {
            symbol.x += dx;
            symbol.y += dy;
            symbol.label.rect.x += dx;
            symbol.label.rect.y += dy;
        }
        let lines = self.lines.iter_mut().flat_map(|line| &mut line.points);
        for (x, y) in lines.chain(self.homes.iter_mut().flat_map(|home| &mut home.points)) {
            *x += dx;
            *y += dy;
        }
        for mark in &mut self.marks {
            mark.x += dx;
            mark.y += dy;
        }
    }

    /// Left, top, right and bottom of all that is drawn.
    fn bounds(&self) -> (f32, f32, f32, f32) {
        let boxes = self.symbols.iter().flat_map(|s| [s.rect(), s.label.rect]);
        let corners = boxes.flat_map(|r| [(r.x, r.y), (r.x + r.w, r.y + r.h)]);
        let points =
            self.lines.iter().flat_map(|l| &l.points).chain(self.homes.iter().flat_map(|h| &h.points));
        corners.chain(points.copied()).fold((f32::MAX, f32::MAX, f32::MIN, f32::MIN), |b, (x, y)| {
            (b.0.min(x), b.1.min(y), b.2.max(x), b.3.max(y))
        })
    }
}

/// One component while it is drawn.
struct Part<'a> {
    ordered: &'a Ordered,
    model: &'a Model,
    symbols: Vec<(Node, Symbol)>,
    places: Places,
    /// Top of the symbols and bottom of the names, per row.
    rows: Vec<(f32, f32)>,
    out: Layout,
}

/// A stretch of a line within the space below a row.
struct Stretch {
    row: usize,
    from: f32,
    to: f32,
}

impl<'a> Part<'a> {
    fn draw(
        ordered: &'a Ordered,
        model: &'a Model,
        input: &GenogramInput,
        (lang, column): (Lang, f32),
    ) -> Layout {
        let nodes = || ordered.rows.iter().flatten().flatten().copied();
        let symbols: Vec<(Node, Symbol)> =
            nodes().filter_map(|n| Some((n, symbol(input.people.get(n)?, input, lang, column)))).collect();
        let cell = |node: Node| {
            let found = symbols.iter().find(|(n, _)| *n == node);
            found.map_or(6.0, |(_, symbol)| symbol.label.rect.w.max(NARROWEST_CELL))
        };
        let places = coords::place(ordered, cell);
        let empty = Layout {
            lang,
            width: 0.0,
            height: 0.0,
            symbols: vec![],
            lines: vec![],
            marks: vec![],
            homes: vec![],
        };
        let mut part = Part { ordered, model, symbols, places, rows: Vec::new(), out: empty };
        let brackets = part.brackets();
        let bars = part.bars();
        let lanes_above = lanes(&brackets, ordered.rows.len());
        let lanes_below =
            lanes(&bars.iter().flatten().map(|s| Stretch { ..*s }).collect::<Vec<_>>(), ordered.rows.len());
        part.stack(&lanes_above.count, &lanes_below.count);
        part.couples(&lanes_above.of);
        part.children(&bars, (&lanes_above, &lanes_below));
        part.homes(input);
        part.finish()
    }

    fn row_of(&self, node: Node) -> usize {
        self.ordered.rows.iter().position(|row| row.iter().any(|unit| unit.contains(&node))).unwrap_or(0)
    }

    fn adjacent(&self, a: Node, b: Node) -> bool {
        let beside = |unit: &Vec<Node>| unit.windows(2).any(|w| w == [a, b] || w == [b, a]);
        self.ordered.rows.iter().flatten().any(beside)
    }

    /// Couples of this part, those who stand apart only or all.
    fn pairs(&self, apart: bool) -> Vec<Couple> {
        let here = |c: &Couple| self.symbols.iter().any(|(n, _)| *n == c.a);
        self.model
            .couples
            .iter()
            .copied()
            .filter(|c| here(c) && (!apart || !self.adjacent(c.a, c.b)))
            .collect()
    }

    /// Between which points the bracket of a couple that stands apart runs: beside the two, on their inner sides.
    fn bracket(&self, couple: &Couple) -> (Node, f32, Node, f32) {
        let (left, right) = match self.places.middle(couple.a) < self.places.middle(couple.b) {
            true => (couple.a, couple.b),
            false => (couple.b, couple.a),
        };
        (left, self.places.right(left) + 4.0, right, self.places.left(right) - 4.0)
    }

    fn brackets(&self) -> Vec<Stretch> {
        let stretch = |c: &Couple| {
            let (_, from, _, to) = self.bracket(c);
            Stretch { row: self.row_of(c.a), from, to }
        };
        self.pairs(true).iter().map(stretch).collect()
    }

    /// For each hang its bar, unless its line goes straight down.
    fn bars(&self) -> Vec<Option<Stretch>> {
        let bar = |hang: &Hang| {
            let below = hang.below.iter().map(|n| self.places.middle(*n));
            let all: Vec<f32> = anchor(&hang.above, &self.places).into_iter().chain(below).collect();
            let (from, to) = all.iter().fold((f32::MAX, f32::MIN), |(a, b), x| (a.min(*x), b.max(*x)));
            let row = self.row_of(*hang.below.first()?).checked_sub(1);
            // Brothers and sisters of the first row have their bar above it, where no row is.
            (to - from > 0.5).then(|| Stretch { row: row.unwrap_or(usize::MAX), from, to })
        };
        self.ordered.hangs.iter().map(bar).collect()
    }

    /// Gives every row its height and every symbol its place.
    fn stack(&mut self, above: &[usize], below: &[usize]) {
        let orphans = self
            .ordered
            .hangs
            .iter()
            .any(|h| h.above.is_empty() && h.below.first().is_some_and(|n| self.row_of(*n) == 0));
        let mut y = if orphans { CLEAR } else { 0.0 };
        for row in 0..self.ordered.rows.len() {
            let nodes: Vec<Node> =
                self.ordered.rows.get(row).into_iter().flatten().flatten().copied().collect();
            let mut tallest = 0.0_f32;
            for (node, symbol) in self.symbols.iter_mut().filter(|(n, _)| nodes.contains(n)) {
                symbol.x = self.places.middle(*node);
                symbol.y = y + SYMBOL / 2.0 + 4.0;
                symbol.label.rect.x = symbol.x - symbol.label.rect.w / 2.0;
                symbol.label.rect.y = symbol.y + SYMBOL / 2.0 + LABEL_GAP;
                tallest = tallest.max(symbol.label.rect.h);
            }
            let bottom = y + SYMBOL + 4.0 + LABEL_GAP + tallest;
            self.rows.push((y, bottom));
            let lanes = [above, below].iter().filter_map(|l| l.get(row)).sum::<usize>();
            y = bottom + 2.0 * CLEAR + LANE * lanes.saturating_sub(1) as f32;
        }
    }

    fn symbol_of(&self, node: Node) -> Option<&Symbol> {
        self.symbols.iter().find(|(n, _)| *n == node).map(|(_, s)| s)
    }

    fn lane_y(&self, row: usize, lane: usize) -> f32 {
        self.rows.get(row).map_or(4.0, |(_, bottom)| bottom + CLEAR + LANE * lane as f32)
    }

    fn couples(&mut self, lanes: &[usize]) {
        let mut apart = lanes.iter();
        for couple in self.pairs(false) {
            let (left, from, right, to) = self.bracket(&couple);
            let (Some(a), Some(b)) = (self.symbol_of(left), self.symbol_of(right)) else { continue };
            let (ax, bx, y, half) = (a.x, b.x, a.y, SYMBOL / 2.0);
            let (points, mark) = if self.adjacent(left, right) {
                // Left of the children's line.
                (
                    vec![(ax + half, y), (bx - half, y)],
                    ((self.places.right(left) + self.places.left(right)) / 2.0 - 6.5, y),
                )
            } else {
                let lane = self.lane_y(self.row_of(left), apart.next().copied().unwrap_or(0));
                let low = y + 10.0;
                let (a_edge, b_edge) = (edge(a.shape), edge(b.shape));
                let points = vec![
                    (ax + a_edge, low),
                    (from, low),
                    (from, lane),
                    (to, lane),
                    (to, low),
                    (bx - b_edge, low),
                ];
                (points, (from + 12.0, lane))
            };
            let style = match couple.bond {
                Some((UnionKind::Married, _)) => LineStyle::Married,
                Some((UnionKind::Cohabiting, _)) => LineStyle::Cohabiting,
                None => LineStyle::Unrecorded,
            };
            let kind = match couple.bond.map(|(_, state)| state) {
                Some(UnionState::Separated) => Some(MarkKind::Separated),
                Some(UnionState::Divorced) => Some(MarkKind::Divorced),
                Some(UnionState::Widowed) => Some(MarkKind::Widowed),
                Some(UnionState::Together) | None => None,
            };
            self.out.lines.push(Line { points, style });
            self.out.marks.extend(kind.map(|kind| Mark { x: mark.0, y: mark.1, kind }));
        }
    }

    /// From where a hang's line begins.
    fn start(&self, above: &[Node], brackets: &[usize]) -> Option<(f32, f32)> {
        let x = anchor(above, &self.places)?;
        match above {
            [one] => {
                let row = self.rows.get(self.row_of(*one)).map_or(0.0, |(_, bottom)| *bottom);
                Some((x, self.symbol_of(*one).map_or(row, |s| s.label.rect.y + s.label.rect.h + 2.0)))
            }
            [a, b, ..] if self.adjacent(*a, *b) => Some((x, self.symbol_of(*a)?.y)),
            [a, b, ..] => {
                let mut apart = self.pairs(true).into_iter().zip(brackets);
                let (couple, lane) = apart.find(|(c, _)| (c.a, c.b) == (*a, *b) || (c.a, c.b) == (*b, *a))?;
                let (_, from, _, to) = self.bracket(&couple);
                Some(((from + to) / 2.0, self.lane_y(self.row_of(*a), *lane)))
            }
            [] => None,
        }
    }

    /// The bar from which children hang: in the style of the nearest bond as far as those children reach, beyond
    /// that in the style of the others.
    fn bar(&self, hang: &Hang, stretch: &Stretch, y: f32) -> Vec<Line> {
        let children = self.model.links.get(hang.link).map_or(&[][..], |link| link.children.as_slice());
        let styled = |node: &Node| {
            let quality = children.iter().find(|(c, _)| c == node).map_or(Quality::Birth, |(_, q)| *q);
            (self.places.middle(*node), style_of(quality))
        };
        let ends: Vec<(f32, LineStyle)> = hang.below.iter().map(styled).collect();
        let best = ends.iter().map(|(_, style)| *style).min().unwrap_or(LineStyle::Birth);
        let near = ends.iter().filter(|(_, style)| *style == best).map(|(x, _)| *x);
        let (from, to) = near
            .chain(anchor(&hang.above, &self.places))
            .fold((f32::MAX, f32::MIN), |(a, b), x| (a.min(x), b.max(x)));
        let mut out = Vec::new();
        let mut draw = |from: f32, to: f32, style: LineStyle| {
            if to - from > 0.5 {
                out.push(Line { points: vec![(from, y), (to, y)], style });
            }
        };
        draw(from, to, best);
        for (end, inner) in [(stretch.from, from), (stretch.to, to)] {
            let outer = ends.iter().find(|(x, _)| (x - end).abs() < 0.1).map_or(best, |(_, style)| *style);
            draw(end.min(inner), end.max(inner), if end == inner { best } else { outer });
        }
        out
    }

    fn children(&mut self, bars: &[Option<Stretch>], (above, below): (&Lanes, &Lanes)) {
        let mut lanes = below.of.iter();
        let mut drawn = Vec::new();
        for (hang, bar) in self.ordered.hangs.iter().zip(bars) {
            let lane = bar.as_ref().map(|s| (s.row, lanes.next().copied().unwrap_or(0)));
            let bar_y = lane.map(|(row, lane)| {
                let brackets = above.count.get(row).copied().unwrap_or(0);
                self.lane_y(row, lane + brackets)
            });
            let Some(link) = self.model.links.get(hang.link) else { continue };
            let best = link.children.iter().map(|(_, q)| style_of(*q)).min().unwrap_or(LineStyle::Birth);
            let start = self.start(&hang.above, &above.of);
            if let (Some((x, y)), Some(bar_y)) = (start, bar_y) {
                drawn.push(Line { points: vec![(x, y), (x, bar_y)], style: best });
            }
            if let (Some(bar_y), Some(stretch)) = (bar_y, bar) {
                drawn.extend(self.bar(hang, stretch, bar_y));
            }
            for node in &hang.below {
                let x = self.places.middle(*node);
                let quality = link.children.iter().find(|(c, _)| c == node).map(|(_, q)| style_of(*q));
                let Some(from) = bar_y.or(start.map(|(_, y)| y)) else { continue };
                let row = self.rows.get(self.row_of(*node)).copied().unwrap_or_default();
                match self.symbol_of(*node) {
                    Some(symbol) => {
                        let top = symbol.y - SYMBOL / 2.0;
                        // A second line to the same child comes in beside the first.
                        let second = self.model.primary.get(*node).copied().flatten() != Some(hang.link);
                        let at = if second { x + 7.0 } else { x };
                        let reach = if second && bar_y.is_some() {
                            vec![(x, from), (at, from)]
                        } else {
                            vec![(at, from)]
                        };
                        let points = reach.into_iter().chain([(at, top)]).collect();
                        drawn.push(Line { points, style: quality.unwrap_or(best) });
                    }
                    // Passing through a row.
                    None => drawn.push(Line { points: vec![(x, from), (x, row.1)], style: best }),
                }
            }
        }
        self.out.lines.append(&mut drawn);
    }

    fn homes(&mut self, input: &GenogramInput) {
        for home in &input.households {
            let lives = |node: &Node| input.people.get(*node).is_some_and(|p| home.contains(&p.id));
            let row = |(nodes, (top, bottom)): (&Vec<Vec<Node>>, &(f32, f32))| {
                let people = nodes.iter().flatten().filter(|n| **n < self.ordered.people);
                let cells = people.map(|n| (self.places.left(*n), self.places.right(*n), lives(n))).collect();
                HomeRow { top: *top, bottom: *bottom, cells }
            };
            let rows: Vec<HomeRow> = self.ordered.rows.iter().zip(&self.rows).map(row).collect();
            self.out.homes.extend(outline(&rows));
        }
    }

    fn finish(mut self) -> Layout {
        self.out.symbols = self.symbols.into_iter().map(|(_, symbol)| symbol).collect();
        let (left, top, right, bottom) = self.out.bounds();
        self.out.shift(-left, -top);
        self.out.width = right - left;
        self.out.height = bottom - top;
        self.out
    }
}

/// How far a shape reaches to the side, ten units below its middle.
const fn edge(shape: Shape) -> f32 {
    match shape {
        Shape::Square => SYMBOL / 2.0,
        Shape::Circle => 13.7,
        Shape::Diamond => SYMBOL / 2.0 - 10.0,
        Shape::Triangle => SYMBOL / 2.0 - 3.5,
    }
}

const fn style_of(quality: Quality) -> LineStyle {
    match quality {
        Quality::Birth => LineStyle::Birth,
        Quality::Adoptive => LineStyle::Adoptive,
        Quality::Foster => LineStyle::Foster,
        Quality::Step => LineStyle::Step,
        Quality::Ritual => LineStyle::Ritual,
    }
}

/// Which lane each stretch takes, and how many lanes each row has.
struct Lanes {
    of: Vec<usize>,
    count: Vec<usize>,
}

/// A lane for each stretch so that no two of one row touch in one lane.
fn lanes(stretches: &[Stretch], rows: usize) -> Lanes {
    let mut taken: Vec<(usize, usize, f32, f32)> = Vec::new();
    let mut count = vec![0; rows];
    let mut out = Vec::new();
    for s in stretches {
        let free = |lane: &usize| {
            !taken.iter().any(|(row, l, from, to)| {
                *row == s.row && l == lane && s.from - 8.0 < *to && *from < s.to + 8.0
            })
        };
        let lane = (0..=taken.len()).find(free).unwrap_or(0);
        taken.push((s.row, lane, s.from, s.to));
        if let Some(slot) = count.get_mut(s.row) {
            *slot = (*slot).max(lane + 1);
        }
        out.push(lane);
    }
    Lanes { of: out, count }
}
