//! Parameters whose type is a tuple or an array where a name would say more.

use std::path::PathBuf;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    FnArg, ImplItemFn, Item, ItemFn, ItemImpl, ItemTrait, Pat, Signature, TraitItemFn, TypeArray,
    TypeTuple, Visibility,
};

use crate::library::{Library, is_test};

/// A parameter of a function that other modules can call.
#[derive(Debug)]
pub struct Parameter {
    /// The file of the function.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// The function.
    pub function: String,
    /// The parameter.
    pub name: String,
    /// Whether the type contains a tuple; an array otherwise.
    pub is_tuple: bool,
}

/// The parameters with a tuple or an array in their type, of functions that are visible outside their module.
pub fn unnamed_parameters(library: &Library) -> Vec<Parameter> {
    let mut all = Vec::new();
    for module in library.modules.values() {
        let mut collector = Collector { file: &module.file, found: Vec::new() };
        module.syntax.items.iter().for_each(|item| collector.visit_item(item));
        all.append(&mut collector.found);
    }
    all
}

struct Collector<'a> {
    file: &'a PathBuf,
    found: Vec<Parameter>,
}

impl Collector<'_> {
    fn check(&mut self, signature: &Signature) {
        for argument in &signature.inputs {
            let FnArg::Typed(argument) = argument else { continue };
            let mut contents = Contents::default();
            contents.visit_type(&argument.ty);
            if contents.has_tuple || contents.has_array {
                let name = match &*argument.pat {
                    Pat::Ident(name) => name.ident.to_string(),
                    _ => "(several)".into(),
                };
                self.found.push(Parameter {
                    file: self.file.clone(),
                    line: signature.span().start().line,
                    function: signature.ident.to_string(),
                    name,
                    is_tuple: contents.has_tuple,
                });
            }
        }
    }
}

impl<'a> Visit<'a> for Collector<'_> {
    fn visit_item(&mut self, item: &'a Item) {
        match item {
            Item::Fn(item) if !is_test(&item.attrs) => self.visit_item_fn(item),
            Item::Impl(item) if !is_test(&item.attrs) => self.visit_item_impl(item),
            Item::Trait(item) if !is_test(&item.attrs) => self.visit_item_trait(item),
            _ => {}
        }
    }

    fn visit_item_fn(&mut self, function: &'a ItemFn) {
        if is_visible(&function.vis) {
            self.check(&function.sig);
        }
    }

    fn visit_item_impl(&mut self, block: &'a ItemImpl) {
        if block.trait_.is_none() {
            visit::visit_item_impl(self, block);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'a ImplItemFn) {
        if is_visible(&function.vis) && !is_test(&function.attrs) {
            self.check(&function.sig);
        }
    }

    fn visit_item_trait(&mut self, item: &'a ItemTrait) {
        if is_visible(&item.vis) {
            visit::visit_item_trait(self, item);
        }
    }

    fn visit_trait_item_fn(&mut self, function: &'a TraitItemFn) {
        self.check(&function.sig);
    }
}

/// Whether a type contains tuples or arrays, at any depth.
#[derive(Default)]
struct Contents {
    has_tuple: bool,
    has_array: bool,
}

impl<'a> Visit<'a> for Contents {
    fn visit_type_tuple(&mut self, tuple: &'a TypeTuple) {
        self.has_tuple |= !tuple.elems.is_empty();
        visit::visit_type_tuple(self, tuple);
    }

    fn visit_type_array(&mut self, array: &'a TypeArray) {
        self.has_array = true;
        visit::visit_type_array(self, array);
    }
}

fn is_visible(visibility: &Visibility) -> bool {
    !matches!(visibility, Visibility::Inherited)
}
