//! The part of Python's literals that headers of arrays are made of.

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    Text(String),
    Flag(bool),
    Number(u64),
    /// A tuple or a list.
    Sequence(Vec<Literal>),
    /// Keys and values.
    Dict(Vec<(Literal, Literal)>),
}

/// Deeper than any header is nested, so that the stack holds what it is read with.
const MAX_DEPTH: usize = 16;

impl Literal {
    /// Reads a text that is one literal; where it is none, that is the error.
    pub fn parse(text: &str) -> Result<Self, &str> {
        let mut parser = Parser { rest: text.trim_start() };
        match parser.value(MAX_DEPTH) {
            Some(literal) if parser.rest.is_empty() => Ok(literal),
            _ => Err(parser.rest),
        }
    }

    /// The value of a dict under a name.
    pub fn value_of(&self, name: &str) -> Option<&Self> {
        let Self::Dict(entries) = self else { return None };
        let is_it = |key: &Self| matches!(key, Self::Text(key) if key == name);
        entries.iter().find(|(key, _)| is_it(key)).map(|(_, value)| value)
    }

    pub fn as_flag(&self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(*flag) } else { None }
    }

    /// The numbers of a sequence that has nothing else.
    pub fn as_numbers(&self) -> Option<Vec<u64>> {
        let Self::Sequence(items) = self else { return None };
        let number =
            |item: &Self| if let Self::Number(number) = item { Some(*number) } else { None };
        items.iter().map(number).collect()
    }
}

/// Text that is still to be read; white space before it has been passed over.
struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Option<Literal> {
        let depth = depth.checked_sub(1)?;
        match self.rest.chars().next()? {
            '{' => self.items("{", "}", |parser| parser.entry(depth)).map(Literal::Dict),
            '(' => self.items("(", ")", |parser| parser.value(depth)).map(Literal::Sequence),
            '[' => self.items("[", "]", |parser| parser.value(depth)).map(Literal::Sequence),
            quote @ ('\'' | '"') => self.text(quote),
            '0'..='9' => self.number(),
            _ if self.take("True") => Some(Literal::Flag(true)),
            _ if self.take("False") => Some(Literal::Flag(false)),
            _ => None,
        }
    }

    fn entry(&mut self, depth: usize) -> Option<(Literal, Literal)> {
        let key = self.value(depth)?;
        self.take(":").then_some(())?;
        Some((key, self.value(depth)?))
    }

    /// Items with commas between them and perhaps behind the last one.
    fn items<T>(
        &mut self,
        open: &str,
        close: &str,
        mut item: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.take(open).then_some(())?;
        let mut items = Vec::new();
        while !self.take(close) {
            items.push(item(self)?);
            if !self.take(",") {
                return self.take(close).then_some(items);
            }
        }
        Some(items)
    }

    fn text(&mut self, quote: char) -> Option<Literal> {
        let mut text = String::new();
        let mut chars = self.rest[1..].char_indices();
        while let Some((position, char)) = chars.next() {
            match char {
                '\\' => text.push(chars.next()?.1),
                _ if char == quote => {
                    self.rest = self.rest[1 + position + 1..].trim_start();
                    return Some(Literal::Text(text));
                }
                _ => text.push(char),
            }
        }
        None
    }

    fn number(&mut self) -> Option<Literal> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let number = self.rest[..end].parse().ok()?;
        self.rest = self.rest[end..].trim_start();
        // Python 2 wrote long numbers so.
        self.take("L");
        Some(Literal::Number(number))
    }

    /// Passes over a word that comes next, if it does.
    fn take(&mut self, word: &str) -> bool {
        let rest = self.rest.strip_prefix(word);
        self.rest = rest.map_or(self.rest, str::trim_start);
        rest.is_some()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Literal::{Dict, Flag, Number, Sequence, Text};
    use super::*;

    fn text(text: &str) -> Literal {
        Text(text.to_owned())
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let literal = Literal::parse(r#" {'a': (1, 2L,), "b'" : [('\'x', True)] ,'c':False,} "#);
        let pair = Sequence(vec![text("'x"), Flag(true)]);
        let expected = Dict(vec![
            (text("a"), Sequence(vec![Number(1), Number(2)])),
            (text("b'"), Sequence(vec![pair])),
            (text("c"), Flag(false)),
        ]);
        assert_eq!(literal, Ok(expected));
        assert_eq!(Literal::parse("()"), Ok(Sequence(vec![])));
        assert_eq!(Literal::parse("'\u{1f980}'"), Ok(text("\u{1f980}")));
    }

    #[test]
    fn what_is_no_literal_is_pointed_at() {
        for (source, expected) in [
            ("", ""),
            ("(1, x)", "x)"),
            ("(1 2)", "2)"),
            ("{'a' 1}", "1}"),
            ("(,)", ",)"),
            ("[1)", ")"),
            ("'a", "'a"),
            ("'a\\", "'a\\"),
            ("-1", "-1"),
            ("1 1", "1"),
            ("99999999999999999999", "99999999999999999999"),
            ("None", "None"),
        ] {
            assert_eq!(Literal::parse(source), Err(expected), "{source}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_soon() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Literal::parse(&nested(MAX_DEPTH)).is_ok());
        assert!(Literal::parse(&nested(MAX_DEPTH + 1)).is_err());
        for open in ["[", "(", "{", "{(", "[1,("] {
            assert!(Literal::parse(&open.repeat(100_000)).is_err());
        }
    }
}
