//! Which functions there are, and how many arguments each takes.

/// What the engine knows of a function.
struct Entry {
    name: &'static str,
    function: Function,
    least: u8,
    most: u8,
}

/// Any number of arguments.
const MANY: u8 = u8::MAX;

macro_rules! functions {
    ($($(#[$doc:meta])* $group:ident { $($variant:ident $name:literal $least:literal $most:expr;)* })*) => {
        /// The functions of XPath 1.0 and of the ODK XForms specification.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Function {
            $($(#[$doc])* $group($group),)*
        }

        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub(super) enum $group {
                $(
                    #[doc = concat!("`", $name, "()`")]
                    $variant,
                )*
            }
        )*

        const ALL: &[Entry] = &[
            $($(Entry {
                name: $name,
                function: Function::$group($group::$variant),
                least: $least,
                most: $most,
            },)*)*
        ];
    };
}

functions! {
    /// Functions of nodes and positions.
    OfNodes {
        Last "last" 0 0;
        Position "position" 0 1;
        Count "count" 1 1;
        CountNonEmpty "count-non-empty" 1 1;
        LocalName "local-name" 0 1;
        Name "name" 0 1;
        NamespaceUri "namespace-uri" 0 1;
        Instance "instance" 1 1;
        Current "current" 0 0;
        Randomize "randomize" 1 2;
        IndexedRepeat "indexed-repeat" 3 11;
    }
    /// Functions of texts and choices.
    OfText {
        Text "string" 0 1;
        Concat "concat" 1 MANY;
        StartsWith "starts-with" 2 2;
        EndsWith "ends-with" 2 2;
        Contains "contains" 2 2;
        SubstringBefore "substring-before" 2 2;
        SubstringAfter "substring-after" 2 2;
        Substring "substring" 2 3;
        Substr "substr" 2 3;
        StringLength "string-length" 0 1;
        NormalizeSpace "normalize-space" 0 1;
        Translate "translate" 3 3;
        Join "join" 1 MANY;
        Coalesce "coalesce" 2 2;
        Once "once" 1 1;
        SelectedAt "selected-at" 2 2;
        ChoiceName "jr:choice-name" 2 2;
    }
    /// Functions of numbers and places.
    OfNumber {
        Number "number" 0 1;
        Sum "sum" 1 1;
        Floor "floor" 1 1;
        Ceiling "ceiling" 1 1;
        Round "round" 1 2;
        Int "int" 1 1;
        Min "min" 1 MANY;
        Max "max" 1 MANY;
        Pow "pow" 2 2;
        Log "log" 1 1;
        Log10 "log10" 1 1;
        Exp "exp" 1 1;
        Exp10 "exp10" 1 1;
        Sqrt "sqrt" 1 1;
        Abs "abs" 1 1;
        Sin "sin" 1 1;
        Cos "cos" 1 1;
        Tan "tan" 1 1;
        Asin "asin" 1 1;
        Acos "acos" 1 1;
        Atan "atan" 1 1;
        Atan2 "atan2" 2 2;
        Pi "pi" 0 0;
        CountSelected "count-selected" 1 1;
        Area "area" 1 1;
        Distance "distance" 1 MANY;
    }
    /// Functions that decide.
    OfTruth {
        Boolean "boolean" 1 1;
        Not "not" 1 1;
        True "true" 0 0;
        False "false" 0 0;
        BooleanFromString "boolean-from-string" 1 1;
        If "if" 3 3;
        Selected "selected" 2 2;
        Regex "regex" 2 2;
        Checklist "checklist" 2 MANY;
        WeightedChecklist "weighted-checklist" 2 MANY;
        Geofence "geofence" 2 2;
    }
    /// Functions of days and moments.
    OfDate {
        Today "today" 0 0;
        Now "now" 0 0;
        Date "date" 1 1;
        DateTime "date-time" 1 1;
        DecimalDateTime "decimal-date-time" 1 1;
        DecimalDate "decimal-date" 1 1;
        DecimalTime "decimal-time" 1 1;
        FormatDate "format-date" 2 2;
        FormatDateTime "format-date-time" 2 2;
    }
    /// Functions that ODK has and that give nothing here: they need randomness, digests, or files.
    Elsewhere {
        Uuid "uuid" 0 1;
        Random "random" 0 0;
        Digest "digest" 2 3;
        Pulldata "pulldata" 4 4;
    }
}

impl Function {
    /// The function of that name.
    pub fn find(name: &str) -> Option<Function> {
        ALL.iter().find(|entry| entry.name == name).map(|entry| entry.function)
    }

    fn entry(self) -> Option<&'static Entry> {
        ALL.iter().find(|entry| entry.function == self)
    }

    /// Its name, as it is written.
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.name)
    }

    /// How many arguments it takes: at least, and at most when there is a limit.
    pub fn arity(self) -> (u8, Option<u8>) {
        self.entry().map_or((0, None), |entry| (entry.least, Some(entry.most).filter(|most| *most != MANY)))
    }

    /// Whether that many arguments will do.
    pub fn takes(self, count: usize) -> bool {
        let (least, most) = self.arity();
        let odd_out = match count.is_multiple_of(2) {
            true => self == Function::OfNodes(OfNodes::IndexedRepeat),
            false => self == Function::OfTruth(OfTruth::WeightedChecklist),
        };
        count >= usize::from(least) && most.is_none_or(|most| count <= usize::from(most)) && !odd_out
    }

    /// Whether it can give nodes.
    pub fn gives_nodes(self) -> bool {
        matches!(
            self,
            Function::OfNodes(OfNodes::Instance)
                | Function::OfNodes(OfNodes::Current)
                | Function::OfNodes(OfNodes::Randomize)
                | Function::OfNodes(OfNodes::IndexedRepeat)
                | Function::OfTruth(OfTruth::If)
        )
    }
}
