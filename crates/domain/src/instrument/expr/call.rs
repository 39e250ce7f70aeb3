//! What functions do.

use super::ast::Node;
use super::eval::{Context, EvalError, Evaluated, Run};
use super::functions::{Function, OfNodes};
use super::tree::NodeRef;
use super::value::Value;
use std::borrow::Cow;

impl<'a> Run<'a> {
    pub fn call(
        &mut self,
        function: Function,
        arguments: &'a [Node],
        context: Context,
    ) -> Evaluated<Value<'a>> {
        let mut call = Call { run: self, function, arguments, context };
        call.evaluate()
    }
}

/// A function with its arguments, of which the parser has checked the number.
pub(super) struct Call<'r, 'a> {
    pub run: &'r mut Run<'a>,
    pub function: Function,
    pub arguments: &'a [Node],
    pub context: Context,
}

impl<'a> Call<'_, 'a> {
    /// An argument; the context node when it is not there.
    pub fn value(&mut self, place: usize) -> Evaluated<Value<'a>> {
        match self.arguments.get(place) {
            Some(node) => self.run.eval(node, self.context),
            None => Ok(Value::Nodes(vec![self.context.node])),
        }
    }

    pub fn text(&mut self, place: usize) -> Evaluated<Cow<'a, str>> {
        let text = self.value(place)?.to_text(self.run.world);
        self.run.spend_on(&text)?;
        Ok(text)
    }

    pub fn number(&mut self, place: usize) -> Evaluated<f64> {
        Ok(self.value(place)?.to_number(self.run.world))
    }

    pub fn has(&self, place: usize) -> bool {
        self.arguments.get(place).is_some()
    }

    pub fn nodes(&mut self, place: usize) -> Evaluated<Vec<NodeRef>> {
        self.run.needed(self.function, self.arguments.get(place), self.context)
    }

    pub fn zone(&self) -> i16 {
        self.run.world.now.offset_minutes()
    }

    /// The values of one argument: nodes one by one.
    pub fn one(&mut self, place: usize) -> Evaluated<Vec<Value<'a>>> {
        let Some(node) = self.arguments.get(place) else { return Ok(Vec::new()) };
        match self.run.eval(node, self.context)? {
            Value::Nodes(nodes) => {
                self.run.spend(nodes.len())?;
                Ok(nodes.into_iter().map(|node| Value::Nodes(vec![node])).collect())
            }
            value @ (Value::Text(_) | Value::Number(_) | Value::Bool(_)) => Ok(vec![value]),
        }
    }

    /// The values of all arguments from that place on.
    pub fn each(&mut self, from: usize) -> Evaluated<Vec<Value<'a>>> {
        let mut all = Vec::new();
        for place in from..self.arguments.len() {
            all.append(&mut self.one(place)?);
        }
        Ok(all)
    }

    pub fn texts(&mut self, from: usize) -> Evaluated<Vec<Cow<'a, str>>> {
        let mut all = Vec::new();
        for value in self.each(from)? {
            let text = value.to_text(self.run.world);
            self.run.spend_on(&text)?;
            all.push(text);
        }
        Ok(all)
    }

    pub fn numbers(&mut self, from: usize) -> Evaluated<Vec<f64>> {
        let world = self.run.world;
        Ok(self.each(from)?.iter().map(|value| value.to_number(world)).collect())
    }

    fn evaluate(&mut self) -> Evaluated<Value<'a>> {
        match self.function {
            Function::OfNodes(function) => self.of_nodes(function),
            Function::OfText(function) => self.of_text(function),
            Function::OfNumber(function) => self.of_number(function).map(Value::Number),
            Function::OfTruth(function) => self.of_truth(function),
            Function::OfDate(function) => self.of_date(function),
            Function::Elsewhere(_) => self.unsupported(),
        }
    }

    fn unsupported(&self) -> Evaluated<Value<'a>> {
        Err(EvalError::Unsupported(self.function.name()))
    }
}

/// Functions of nodes (XPath 1.0, section 4.1; ODK XForms "Node-set functions").
impl<'a> Call<'_, 'a> {
    fn of_nodes(&mut self, function: OfNodes) -> Evaluated<Value<'a>> {
        match function {
            OfNodes::Last => Ok(Value::Number(self.context.size as f64)),
            OfNodes::Position => self.position(),
            OfNodes::Count => Ok(Value::Number(self.nodes(0)?.len() as f64)),
            OfNodes::CountNonEmpty => {
                let nodes = self.nodes(0)?;
                let filled = nodes.iter().filter(|node| !self.run.world.text(**node).is_empty()).count();
                self.run.spend(nodes.len())?;
                Ok(Value::Number(filled as f64))
            }
            OfNodes::LocalName | OfNodes::Name => self.name(function == OfNodes::Name),
            OfNodes::NamespaceUri => self.nodes(0).map(|_| Value::text("")),
            OfNodes::Instance => self.instance(),
            OfNodes::Current => Ok(Value::Nodes(vec![self.run.current])),
            OfNodes::Randomize => self.randomize(),
            OfNodes::IndexedRepeat => self.indexed_repeat(),
        }
    }

    /// Without an argument the position of the context; with one, the node's place among its neighbours of the
    /// same name.
    fn position(&mut self) -> Evaluated<Value<'a>> {
        if !self.has(0) {
            return Ok(Value::Number(self.context.position as f64));
        }
        let Some(node) = self.nodes(0)?.into_iter().next() else { return Ok(Value::Number(f64::NAN)) };
        let tree = self.run.world.tree_of(node);
        let name = tree.name(node.node);
        let before = std::iter::successors(tree.previous(node.node), |each| tree.previous(*each));
        let count = before.take_while(|each| tree.name(*each) == name).count();
        self.run.spend(count)?;
        Ok(Value::Number((count + 1) as f64))
    }

    fn name(&mut self, whole: bool) -> Evaluated<Value<'a>> {
        let node = self.nodes(0)?.into_iter().next().filter(|node| !node.text);
        let name = node.map_or("", |node| self.run.world.tree_of(node).name(node.node));
        let local = name.rsplit(':').next().unwrap_or(name);
        Ok(Value::text(if whole { name } else { local }))
    }

    fn instance(&mut self) -> Evaluated<Value<'a>> {
        let id = self.text(0)?;
        let instances = self.run.world.instances;
        let found = instances.position(&id).and_then(|at| Some((at, instances.at(at)?)));
        let (at, tree) = found.ok_or_else(|| EvalError::UnknownInstance(id.into_owned()))?;
        Ok(Value::Nodes(vec![NodeRef { tree: at + 1, node: tree.document(), text: false }]))
    }

    /// The shuffle of the ODK XForms specification: Fisher-Yates inside out, with Park and Miller's numbers. The
    /// seed is cut to a whole number as Java does it; a blank one is 0.
    fn randomize(&mut self) -> Evaluated<Value<'a>> {
        const MODULUS: i64 = 2_147_483_647;
        let nodes = self.nodes(0)?;
        if !self.has(1) {
            return self.unsupported();
        }
        let value = self.value(1)?;
        let number = value.to_number(self.run.world);
        if number.is_nan() && !value.to_text(self.run.world).is_empty() && !matches!(value, Value::Number(_))
        {
            // Other seeds are hashed, for which no form of ours has a need.
            return self.unsupported();
        }
        let mut seed = (number as i64) % MODULUS;
        if seed <= 0 {
            seed += MODULUS - 1;
        }
        let mut out: Vec<NodeRef> = Vec::with_capacity(nodes.len());
        for (place, node) in nodes.into_iter().enumerate() {
            seed = seed * 16_807 % MODULUS;
            let share = (seed - 1) as f64 / (MODULUS - 1) as f64;
            let other = (share * (place + 1) as f64) as usize;
            out.push(node);
            out.swap(place, other.min(place));
        }
        self.run.spend(out.len())?;
        Ok(Value::Nodes(out))
    }

    /// `indexed-repeat(node, repeat, index, ...)`: the nodes within the repeat instance of that index, which for
    /// further pairs is looked for within the instance found before. Pairs may come in any order.
    fn indexed_repeat(&mut self) -> Evaluated<Value<'a>> {
        let none = Ok(Value::Nodes(Vec::new()));
        let mut pairs = Vec::new();
        for place in (1..self.arguments.len()).step_by(2) {
            let index = self.number(place + 1)?;
            let repeats = self.nodes(place)?;
            let Some(first) = repeats.first().copied() else { return none };
            let depth = self.run.world.tree_of(first).lineage(first.node).count();
            pairs.push((depth, index, repeats));
        }
        pairs.sort_by_key(|(depth, ..)| *depth);
        let mut inside: Option<NodeRef> = None;
        for (_, index, repeats) in pairs {
            self.run.spend(repeats.len() * 4)?;
            let mut within =
                repeats.into_iter().filter(|node| inside.is_none_or(|above| self.is_in(*node, above)));
            let whole = index >= 1.0 && index == index.trunc();
            let Some(found) = (if whole { within.nth(index as usize - 1) } else { None }) else {
                return none;
            };
            inside = Some(found);
        }
        let targets = self.nodes(0)?;
        self.run.spend(targets.len() * 4)?;
        let kept = targets.into_iter().filter(|node| inside.is_some_and(|above| self.is_in(*node, above)));
        Ok(Value::Nodes(kept.collect()))
    }

    fn is_in(&self, node: NodeRef, above: NodeRef) -> bool {
        let tree = self.run.world.tree_of(node);
        node.tree == above.tree && tree.lineage(node.node).skip(1).any(|each| each == above.node)
    }
}
