//! The files that a file needs.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, ImplItemFn, Item, ItemUse, Macro, Path, Token};

use crate::library::{ItemPath, Library, is_test, leaves};

/// A file's need of another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The module that needs something.
    pub from: ItemPath,
    /// The module that defines it.
    pub to: ItemPath,
    /// The module around `from` through whose `use` it is named, if not by the defining one.
    pub facade: Option<ItemPath>,
    /// The path that is written there, from the root of the crate.
    pub path: ItemPath,
}

/// The imports among the files of a crate, outside tests. Re-exports do not count.
pub fn imports(library: &Library) -> Vec<Import> {
    let mut all = BTreeSet::new();
    for (from, module) in &library.modules {
        let mut collector = Collector::default();
        collector.visit_file(&module.syntax);
        for path in &collector.paths {
            let Some(path) = library.full_path(path, from) else { continue };
            let named: ItemPath = path.iter().filter(|name| *name != "*").cloned().collect();
            let definition = library.definition(&named);
            if definition.module == *from {
                continue;
            }
            let is_around = |facade: &&ItemPath| *facade != from && from.starts_with(facade);
            let facade = definition.facades.iter().find(is_around).cloned();
            all.insert(Import { from: from.clone(), to: definition.module, facade, path });
        }
    }
    all.into_iter().collect()
}

/// The paths that are written in a file.
#[derive(Default)]
struct Collector {
    paths: Vec<Vec<String>>,
}

impl<'a> Visit<'a> for Collector {
    fn visit_item(&mut self, item: &'a Item) {
        let attributes = match item {
            Item::Const(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Trait(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'a ImplItemFn) {
        if !is_test(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        if matches!(item.vis, syn::Visibility::Inherited) {
            self.paths.extend(leaves(&item.tree).into_iter().map(|leaf| leaf.path));
        }
    }

    fn visit_path(&mut self, path: &'a Path) {
        if path.segments.len() > 1 {
            self.paths.push(path.segments.iter().map(|part| part.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'a Macro) {
        for expression in arguments(call.tokens.clone()) {
            // The expressions live only here, so a collector of its own visits them.
            let mut inner = Collector::default();
            inner.visit_expr(&expression);
            self.paths.append(&mut inner.paths);
        }
    }
}

/// The arguments of a macro that takes expressions, such as `ensure!`; none of any other.
fn arguments(tokens: TokenStream) -> Vec<Expr> {
    let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
    parser.parse2(tokens).map(|list| list.into_iter().collect()).unwrap_or_default()
}
