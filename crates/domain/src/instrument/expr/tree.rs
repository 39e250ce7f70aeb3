//! The answers as a tree, on which paths walk (the instances of the ODK XForms specification).

use std::borrow::Cow;

/// A node of one tree. Node 0 is the document; the root element is its only child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// A node of any tree of a [`super::World`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeRef {
    /// 0 for the answers, otherwise one more than the position in [`Instances`].
    pub tree: u32,
    /// The element.
    pub node: NodeId,
    /// The text within the element instead of the element.
    pub text: bool,
}

#[derive(Debug, Clone)]
struct Element {
    name: u32,
    parent: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
    next: Option<NodeId>,
    previous: Option<NodeId>,
    /// Position among its siblings, from 0.
    place: u32,
    repeat: bool,
    value: String,
}

#[derive(Debug, Clone)]
struct Name {
    text: Box<str>,
    nodes: Vec<NodeId>,
}

/// Elements with names and values.
#[derive(Debug, Clone)]
pub struct Tree {
    elements: Vec<Element>,
    names: Vec<Name>,
    /// Hashes of names and positions in `names`, sorted.
    sorted: Vec<(u64, u32)>,
    /// Whether the order of ids is the order of the document.
    ordered: bool,
}

impl Tree {
    /// A tree of one element, its root, with that name.
    pub fn new(root: &str) -> Tree {
        let mut tree = Tree {
            elements: Vec::with_capacity(64),
            names: Vec::with_capacity(64),
            sorted: Vec::with_capacity(64),
            ordered: true,
        };
        tree.names.push(Name { text: "".into(), nodes: Vec::new() });
        tree.elements.push(Element {
            name: 0,
            parent: None,
            first: None,
            last: None,
            next: None,
            previous: None,
            place: 0,
            repeat: false,
            value: String::new(),
        });
        tree.add(NodeId(0), root);
        tree
    }

    /// The node above the root element, where absolute paths begin.
    pub fn document(&self) -> NodeId {
        NodeId(0)
    }

    /// The root element.
    pub fn root(&self) -> NodeId {
        NodeId(1)
    }

    /// Adds an element after the other children of `parent`. Building in the order of the document is fastest.
    /// A parent of another tree counts as the root.
    pub fn add(&mut self, parent: NodeId, name: &str) -> NodeId {
        self.insert(parent, name, false, String::new())
    }

    /// Adds an element with a value.
    pub fn add_leaf(&mut self, parent: NodeId, name: &str, value: impl Into<String>) -> NodeId {
        self.insert(parent, name, false, value.into())
    }

    /// Adds an instance of the repeat of that name.
    pub fn add_repeat(&mut self, parent: NodeId, name: &str) -> NodeId {
        self.insert(parent, name, true, String::new())
    }

    fn insert(&mut self, parent: NodeId, name: &str, repeat: bool, value: String) -> NodeId {
        // More than four thousand million nodes cannot be had: memory ends before.
        let id = NodeId(self.elements.len() as u32);
        let parent = if parent.index() < self.elements.len() { parent } else { self.root() };
        let last = self.element(parent).and_then(|element| element.last);
        let name = self.intern(name);
        let place = last.and_then(|last| self.element(last)).map_or(0, |before| before.place + 1);
        // In order: the parent is the node added last, or one of those above it.
        let mut at = Some(NodeId(id.0.saturating_sub(1)));
        while at.is_some_and(|at| at > parent) {
            at = at.and_then(|at| self.parent(at));
        }
        self.ordered &= at == Some(parent);
        if let Some(entry) = self.names.get_mut(name as usize) {
            entry.nodes.push(id);
        }
        if let Some(before) = last.and_then(|last| self.elements.get_mut(last.index())) {
            before.next = Some(id);
        }
        if let Some(above) = self.elements.get_mut(parent.index()) {
            above.first = above.first.or(Some(id));
            above.last = Some(id);
        }
        self.elements.push(Element {
            name,
            parent: Some(parent),
            first: None,
            last: None,
            next: None,
            previous: last,
            place,
            repeat,
            value,
        });
        id
    }

    /// Where a name is in `sorted`, or where it should be.
    fn position(&self, name: &str) -> Result<u32, (usize, u64)> {
        let hash = hash(name);
        let start = self.sorted.partition_point(|(each, _)| *each < hash);
        let same = self.sorted.iter().skip(start).take_while(|(each, _)| *each == hash);
        let is = |id: &u32| self.names.get(*id as usize).is_some_and(|entry| &*entry.text == name);
        same.map(|(_, id)| *id).find(is).ok_or((start, hash))
    }

    fn intern(&mut self, name: &str) -> u32 {
        self.position(name).unwrap_or_else(|(at, hash)| {
            let id = self.names.len() as u32;
            self.names.push(Name { text: name.into(), nodes: Vec::new() });
            self.sorted.insert(at, (hash, id));
            id
        })
    }

    fn element(&self, node: NodeId) -> Option<&Element> {
        self.elements.get(node.index())
    }

    /// Gives an element a value, which replaces the one it had.
    pub fn set_value(&mut self, node: NodeId, value: impl Into<String>) {
        if let Some(element) = self.elements.get_mut(node.index()) {
            element.value = value.into();
        }
    }

    /// Takes an element out, with all that is in it: no path leads to it any more. Its id stays good for nothing else.
    pub fn detach(&mut self, node: NodeId) {
        let Some((parent, previous, next)) = self.element(node).map(|e| (e.parent, e.previous, e.next))
        else {
            return;
        };
        let Some(parent) = parent else { return };
        let below: Vec<NodeId> = std::iter::once(node).chain(self.within(node)).collect();
        for entry in &mut self.names {
            entry.nodes.retain(|each| !below.contains(each));
        }
        match previous.and_then(|previous| self.elements.get_mut(previous.index())) {
            Some(previous) => previous.next = next,
            None => {
                if let Some(parent) = self.elements.get_mut(parent.index()) {
                    parent.first = next;
                }
            }
        }
        match next.and_then(|next| self.elements.get_mut(next.index())) {
            Some(next) => next.previous = previous,
            None => {
                if let Some(parent) = self.elements.get_mut(parent.index()) {
                    parent.last = previous;
                }
            }
        }
    }

    /// An element's own value, without those of elements in it.
    pub fn value(&self, node: NodeId) -> &str {
        self.element(node).map_or("", |element| &element.value)
    }

    /// What XPath calls the string-value: its own value and those of all elements in it, in order.
    pub fn text(&self, node: NodeId) -> Cow<'_, str> {
        let own = self.value(node);
        if self.first(node).is_none() {
            return Cow::Borrowed(own);
        }
        Cow::Owned(self.within(node).fold(own.to_owned(), |text, each| text + self.value(each)))
    }

    /// An element's name; blank for the document.
    pub fn name(&self, node: NodeId) -> &str {
        let name = self.element(node).and_then(|element| self.names.get(element.name as usize));
        name.map_or("", |name| &name.text)
    }

    /// The node it is in; none for the document.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.element(node)?.parent
    }

    /// Whether it is an instance of a repeat.
    pub fn is_repeat(&self, node: NodeId) -> bool {
        self.element(node).is_some_and(|element| element.repeat)
    }

    /// The elements in it, in order.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first(node), |each| self.next(*each))
    }

    /// All elements of that name, in the order in which they were added.
    pub fn named(&self, name: &str) -> &[NodeId] {
        let found = self.position(name).ok().and_then(|id| self.names.get(id as usize));
        found.map_or(&[], |entry| &entry.nodes)
    }

    /// How many nodes there are, with the document.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Never: there is always a root.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    pub(super) fn first(&self, node: NodeId) -> Option<NodeId> {
        self.element(node)?.first
    }

    pub(super) fn next(&self, node: NodeId) -> Option<NodeId> {
        self.element(node)?.next
    }

    pub(super) fn previous(&self, node: NodeId) -> Option<NodeId> {
        self.element(node)?.previous
    }

    /// All elements below a node, in order.
    pub(super) fn within(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first(node), move |each| {
            if let Some(below) = self.first(*each) {
                return Some(below);
            }
            let mut at = *each;
            loop {
                if let Some(next) = self.next(at) {
                    return Some(next);
                }
                at = self.parent(at).filter(|up| *up != node)?;
            }
        })
    }

    /// The node and those above it.
    pub(super) fn lineage(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(node), |each| self.parent(*each))
    }

    /// Whether both are at the same place of the form: their names and those of the nodes above are the same.
    pub(super) fn is_same_path(&self, a: NodeId, b: NodeId) -> bool {
        let names = |node| self.lineage(node).map(|each| self.element(each).map(|element| element.name));
        names(a).eq(names(b))
    }

    /// Which of two nodes comes first in the document.
    pub(super) fn order(&self, a: NodeId, b: NodeId) -> std::cmp::Ordering {
        if self.ordered || a == b {
            return a.cmp(&b);
        }
        let places = |node| {
            let mut places: Vec<u32> =
                self.lineage(node).filter_map(|each| self.element(each)).map(|each| each.place).collect();
            places.reverse();
            places
        };
        places(a).cmp(&places(b))
    }
}

/// FNV-1a, 64 bits. Names that collide are only slower to find.
fn hash(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Secondary instances: lists of choices and other tables, by id.
#[derive(Debug, Clone, Default)]
pub struct Instances {
    list: Vec<(String, Tree)>,
}

impl Instances {
    /// None at all.
    pub fn new() -> Instances {
        Instances::default()
    }

    /// Adds one, or replaces the one of that id.
    pub fn insert(&mut self, id: impl Into<String>, tree: Tree) {
        let id = id.into();
        match self.list.iter_mut().find(|(name, _)| *name == id) {
            Some((_, old)) => *old = tree,
            None => self.list.push((id, tree)),
        }
    }

    /// The one of that id.
    pub fn instance(&self, id: &str) -> Option<&Tree> {
        self.list.iter().find(|(name, _)| name == id).map(|(_, tree)| tree)
    }

    pub(super) fn position(&self, id: &str) -> Option<u32> {
        self.list.iter().position(|(name, _)| name == id).and_then(|at| u32::try_from(at).ok())
    }

    pub(super) fn at(&self, position: u32) -> Option<&Tree> {
        self.list.get(position as usize).map(|(_, tree)| tree)
    }
}
