//! From tokens to an expression (the grammar of XPath 1.0, sections 2 and 3).

use super::ast::{Axis, Kind, Node, Op, Path, Place, Start, Step, Test};
use super::errors::{ParseError, ParseErrorKind};
use super::functions::{Function, OfNodes, OfText, OfTruth};
use super::lex::{Placed, Token, is_name, tokens};
use super::pattern::Pattern;
use super::{Expr, MAX_BYTES, MAX_DEPTH};

/// Parses a whole text.
pub(super) fn parse(text: &str) -> Result<Expr, ParseError> {
    if text.len() > MAX_BYTES {
        return Err(ParseError { kind: ParseErrorKind::TooLong, at: 0 });
    }
    let tokens = tokens(text)?;
    let end = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if tokens.is_empty() {
        return Err(ParseError { kind: ParseErrorKind::Empty, at: 0 });
    }
    let mut parser = Parser { tokens, next: 0, depth: 0, end, everywhere: false };
    let root = parser.binary(1)?;
    match parser.tokens.get(parser.next) {
        Some(_) => parser.unexpected(),
        None => Ok(Expr { root }),
    }
}

/// The question that the second argument of `jr:choice-name()` names: `'${q}'`, or a path that ends with it.
pub(super) fn choice_question(text: &str) -> Option<&str> {
    let text = text.trim();
    let name = match text.strip_prefix("${") {
        Some(rest) => rest.strip_suffix('}')?.trim(),
        None => text.rsplit('/').next()?.trim(),
    };
    is_name(name).then_some(name)
}

struct Parser<'t> {
    tokens: Vec<Placed<'t>>,
    next: usize,
    depth: u32,
    end: u32,
    /// `${name}` means all nodes of that name: within the node arguments of `indexed-repeat()`.
    everywhere: bool,
}

type Parsed<T> = Result<T, ParseError>;

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.next).map(|placed| placed.token)
    }

    fn second(&self) -> Option<Token<'t>> {
        self.tokens.get(self.next + 1).map(|placed| placed.token)
    }

    fn at(&self) -> u32 {
        self.tokens.get(self.next).map_or(self.end, |placed| placed.at)
    }

    fn fail<T>(&self, kind: ParseErrorKind) -> Parsed<T> {
        Err(ParseError { kind, at: self.at() })
    }

    fn unexpected<T>(&self) -> Parsed<T> {
        self.fail(match self.peek() {
            None => ParseErrorKind::UnexpectedEnd,
            Some(Token::Number(number)) => ParseErrorKind::Unexpected(super::numbers::number_to_text(number)),
            Some(Token::Text(text) | Token::Name(text)) => ParseErrorKind::Unexpected(text.to_owned()),
            Some(Token::Question(name)) => ParseErrorKind::Unexpected(format!("${{{name}}}")),
            Some(Token::Sign("times")) => ParseErrorKind::Unexpected("*".to_owned()),
            Some(Token::Sign(sign)) => ParseErrorKind::Unexpected(sign.to_owned()),
        })
    }

    fn is(&self, sign: &'static str) -> bool {
        self.peek() == Some(Token::Sign(sign))
    }

    fn accept(&mut self, sign: &'static str) -> bool {
        let found = self.is(sign);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str) -> Parsed<()> {
        if self.accept(sign) { Ok(()) } else { self.unexpected() }
    }

    /// An expression within another: parentheses, an argument, a predicate.
    fn nested(&mut self) -> Parsed<Node> {
        if self.depth >= MAX_DEPTH {
            return self.fail(ParseErrorKind::TooDeep);
        }
        self.depth += 1;
        let node = self.binary(1);
        self.depth -= 1;
        node
    }

    fn operator(&self) -> Option<Op> {
        let Some(Token::Sign(sign)) = self.peek() else { return None };
        Some(match sign {
            "or" => Op::Or,
            "and" => Op::And,
            "=" => Op::Eq,
            "!=" => Op::Ne,
            "<" => Op::Lt,
            "<=" => Op::Le,
            ">" => Op::Gt,
            ">=" => Op::Ge,
            "+" => Op::Add,
            "-" => Op::Subtract,
            "times" => Op::Multiply,
            "div" => Op::Div,
            "mod" => Op::Mod,
            _ => return None,
        })
    }

    /// Operators that bind at least that tightly.
    fn binary(&mut self, least: u8) -> Parsed<Node> {
        let at = self.at();
        let mut left = self.unary()?;
        while let Some(level) = self.operator().map(Op::level).filter(|level| *level >= least) {
            let mut rest = Vec::new();
            while let Some(op) = self.operator().filter(|op| op.level() == level) {
                self.next += 1;
                rest.push((op, self.binary(level + 1)?));
            }
            left = Node { at, kind: Kind::Chain(Box::new(left), rest) };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Node> {
        let at = self.at();
        let mut signs = 0;
        while self.accept("-") {
            signs += 1;
        }
        let first = self.path()?;
        let node = if self.is("|") { self.union(at, first)? } else { first };
        Ok(match node.kind {
            _ if signs == 0 => node,
            // Only whether they are odd counts; `-(-x)` is `--x`.
            Kind::Negate(more, inner) => Node { at, kind: Kind::Negate(2 - (signs + more) % 2, inner) },
            Kind::Number(_)
            | Kind::Text(_)
            | Kind::Chain(..)
            | Kind::Union(_)
            | Kind::Call(..)
            | Kind::Matches(..)
            | Kind::Path(_) => Node { at, kind: Kind::Negate(2 - signs % 2, Box::new(node)) },
        })
    }

    fn union(&mut self, at: u32, first: Node) -> Parsed<Node> {
        let mut all = vec![first];
        while self.accept("|") {
            all.push(self.path()?);
        }
        match all.iter().find(|node| !node.gives_nodes()) {
            Some(node) => Err(ParseError { kind: ParseErrorKind::NotNodes, at: node.at }),
            None => Ok(Node { at, kind: Kind::Union(all) }),
        }
    }

    fn path(&mut self) -> Parsed<Node> {
        let at = self.at();
        let mut steps = Vec::new();
        if self.accept("/") {
            if self.at_step() {
                self.steps(&mut steps)?;
            }
            return Ok(Node { at, kind: Kind::Path(Path { start: Start::Root, steps }) });
        }
        if self.accept("//") {
            steps.push(Step::any_depth(at));
            self.steps(&mut steps)?;
            return Ok(Node { at, kind: Kind::Path(Path { start: Start::Root, steps }) });
        }
        let Some(primary) = self.primary()? else {
            self.steps(&mut steps)?;
            return Ok(Node { at, kind: Kind::Path(Path { start: Start::Here, steps }) });
        };
        let found = self.predicates()?;
        let start = match &primary.kind {
            Kind::Path(Path { start: Start::Question { name, everywhere, predicates }, steps })
                if steps.is_empty() && predicates.is_empty() =>
            {
                Start::Question { name: name.clone(), everywhere: *everywhere, predicates: found }
            }
            _ if found.is_empty() && !self.is("/") && !self.is("//") => return Ok(primary),
            _ if !primary.gives_nodes() => return Err(ParseError { kind: ParseErrorKind::NotNodes, at }),
            Kind::Number(_)
            | Kind::Text(_)
            | Kind::Chain(..)
            | Kind::Negate(..)
            | Kind::Union(_)
            | Kind::Call(..)
            | Kind::Matches(..)
            | Kind::Path(_) => Start::Filter(Box::new(primary), found),
        };
        let here = self.at();
        if self.accept("//") {
            steps.push(Step::any_depth(here));
            self.steps(&mut steps)?;
        } else if self.accept("/") {
            self.steps(&mut steps)?;
        }
        Ok(Node { at, kind: Kind::Path(Path { start, steps }) })
    }

    /// Whether a step can begin here.
    fn at_step(&self) -> bool {
        match self.peek() {
            Some(Token::Name(_)) => true,
            Some(Token::Sign(sign)) => matches!(sign, "*" | "." | ".." | "@"),
            Some(Token::Number(_) | Token::Text(_) | Token::Question(_)) | None => false,
        }
    }

    /// One step or more.
    fn steps(&mut self, steps: &mut Vec<Step>) -> Parsed<()> {
        loop {
            let step = self.step()?;
            steps.push(step);
            let at = self.at();
            if self.accept("//") {
                steps.push(Step::any_depth(at));
            } else if !self.accept("/") {
                return Ok(());
            }
        }
    }

    fn step(&mut self) -> Parsed<Step> {
        let at = Place(self.at());
        for (sign, axis) in [(".", Axis::Itself), ("..", Axis::Parent)] {
            if self.accept(sign) {
                return Ok(Step { at, axis, test: Test::Node, predicates: Vec::new() });
            }
        }
        if self.is("@") {
            return self.fail(ParseErrorKind::UnknownAxis("@".to_owned()));
        }
        let mut axis = Axis::Child;
        if let (Some(Token::Name(name)), Some(Token::Sign("::"))) = (self.peek(), self.second()) {
            let Some(found) = Axis::find(name) else {
                return self.fail(ParseErrorKind::UnknownAxis(name.to_owned()));
            };
            axis = found;
            self.next += 2;
        }
        let test = self.test()?;
        Ok(Step { at, axis, test, predicates: self.predicates()? })
    }

    fn test(&mut self) -> Parsed<Test> {
        if self.accept("*") {
            return Ok(Test::Any);
        }
        let Some(Token::Name(name)) = self.peek() else { return self.unexpected() };
        if self.second() != Some(Token::Sign("(")) {
            self.next += 1;
            return Ok(Test::Name(name.to_owned()));
        }
        let test = match name {
            "node" => Test::Node,
            "text" => Test::Text,
            _ => return self.fail(ParseErrorKind::UnknownNodeTest(name.to_owned())),
        };
        self.next += 2;
        self.expect(")")?;
        Ok(test)
    }

    fn predicates(&mut self) -> Parsed<Vec<Node>> {
        let mut found = Vec::new();
        let everywhere = std::mem::replace(&mut self.everywhere, false);
        while self.accept("[") {
            found.push(self.nested()?);
            self.expect("]")?;
        }
        self.everywhere = everywhere;
        Ok(found)
    }

    /// A literal, a reference, a function or parentheses; none when a path begins here.
    fn primary(&mut self) -> Parsed<Option<Node>> {
        let at = self.at();
        let kind = match (self.peek(), self.second()) {
            (Some(Token::Number(number)), _) => Kind::Number(number),
            (Some(Token::Text(text)), _) => Kind::Text(text.to_owned()),
            (Some(Token::Question(name)), _) => {
                let (name, everywhere) = (name.to_owned(), self.everywhere);
                let start = Start::Question { name, everywhere, predicates: Vec::new() };
                Kind::Path(Path { start, steps: Vec::new() })
            }
            (Some(Token::Sign("(")), _) => {
                self.next += 1;
                let node = self.nested()?;
                self.expect(")")?;
                return Ok(Some(node));
            }
            (Some(Token::Name(name)), Some(Token::Sign("("))) if !matches!(name, "node" | "text") => {
                return self.call(name, at).map(Some);
            }
            _ => return Ok(None),
        };
        self.next += 1;
        Ok(Some(Node { at, kind }))
    }

    fn call(&mut self, name: &str, at: u32) -> Parsed<Node> {
        if matches!(name, "id" | "lang" | "jr:itext") {
            return self.fail(ParseErrorKind::UnsupportedFunction(name.to_owned()));
        }
        if matches!(name, "comment" | "processing-instruction") {
            return self.fail(ParseErrorKind::UnknownNodeTest(name.to_owned()));
        }
        let Some(function) = Function::find(name) else {
            return self.fail(ParseErrorKind::UnknownFunction(name.to_owned()));
        };
        self.next += 2;
        let outside = self.everywhere;
        let mut arguments = Vec::new();
        if !self.accept(")") {
            loop {
                let count = arguments.len();
                self.everywhere = function == Function::OfNodes(OfNodes::IndexedRepeat)
                    && (count == 0 || !count.is_multiple_of(2));
                arguments.push(self.nested()?);
                if !self.accept(",") {
                    break;
                }
            }
            self.everywhere = outside;
            self.expect(")")?;
        }
        finish(function, arguments, at)
    }
}

/// Checks the arguments of a function.
fn finish(function: Function, arguments: Vec<Node>, at: u32) -> Parsed<Node> {
    if !function.takes(arguments.len()) {
        let (least, most) = function.arity();
        let given = u32::try_from(arguments.len()).unwrap_or(u32::MAX);
        let kind = ParseErrorKind::Arity { function: function.name().to_owned(), least, most, given };
        return Err(ParseError { kind, at });
    }
    let second = match arguments.get(1) {
        Some(Node { kind: Kind::Text(text), at }) => Some((text.as_str(), *at)),
        Some(_) | None => None,
    };
    if function == Function::OfText(OfText::ChoiceName)
        && second.and_then(|(text, _)| choice_question(text)).is_none()
    {
        return Err(ParseError { kind: ParseErrorKind::ChoiceNameQuestion, at });
    }
    if let (Function::OfTruth(OfTruth::Regex), Some((text, place))) = (function, second) {
        let Some(pattern) = Pattern::new(text) else {
            return Err(ParseError { kind: ParseErrorKind::UnsupportedPattern(text.to_owned()), at: place });
        };
        if let Some(value) = arguments.into_iter().next() {
            return Ok(Node { at, kind: Kind::Matches(Box::new(value), pattern) });
        }
        return Err(ParseError { kind: ParseErrorKind::UnexpectedEnd, at });
    }
    Ok(Node { at, kind: Kind::Call(function, arguments) })
}
