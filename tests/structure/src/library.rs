//! The modules of a crate, read from its source files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use syn::{Attribute, Item, UseTree};

/// The names from the root of a crate to a module or an item, without `crate`.
pub type ItemPath = Vec<String>;

/// A crate.
pub struct Library {
    /// Its folder.
    pub folder: PathBuf,
    /// Its modules outside tests.
    pub modules: BTreeMap<ItemPath, Module>,
}

/// A module that has a file of its own.
pub struct Module {
    /// The file.
    pub file: PathBuf,
    /// Its content.
    pub syntax: syn::File,
    /// The full paths of the names that it imports or exports with `use`.
    pub imported: BTreeMap<String, ItemPath>,
}

/// The module that defines an item, and the modules whose `use` leads there.
pub struct Definition {
    /// The module that defines the item.
    pub module: ItemPath,
    /// Modules on the way that only name it in a `use`.
    pub facades: Vec<ItemPath>,
}

impl Library {
    /// Reads the crate in a folder.
    ///
    /// # Errors
    /// When a source file is missing or is not Rust.
    pub fn read(folder: &Path) -> Result<Self> {
        let root = ["src/lib.rs", "src/main.rs"].map(|name| folder.join(name));
        let Some(root) = root.into_iter().find(|file| file.is_file()) else {
            bail!("{} has neither src/lib.rs nor src/main.rs", folder.display());
        };
        let mut library = Self { folder: folder.into(), modules: BTreeMap::new() };
        library.read_module(ItemPath::new(), root)?;
        for path in library.modules.keys().cloned().collect::<Vec<_>>() {
            let imported = library.imported_names(&path);
            if let Some(module) = library.modules.get_mut(&path) {
                module.imported = imported;
            }
        }
        Ok(library)
    }

    fn read_module(&mut self, path: ItemPath, file: PathBuf) -> Result<()> {
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let syntax = syn::parse_file(&text).with_context(|| file.display().to_string())?;
        let folder = folder_of_children(&file);
        for item in &syntax.items {
            let Item::Mod(child) = item else { continue };
            if child.content.is_some() || is_test(&child.attrs) {
                continue;
            }
            let name = child.ident.to_string();
            let files = [folder.join(format!("{name}.rs")), folder.join(&name).join("mod.rs")];
            let Some(file_of_child) = files.into_iter().find(|file| file.is_file()) else {
                bail!("{}: no file for the module `{name}`", file.display());
            };
            self.read_module([path.as_slice(), &[name]].concat(), file_of_child)?;
        }
        self.modules.insert(path, Module { file, syntax, imported: BTreeMap::new() });
        Ok(())
    }

    fn imported_names(&self, module: &ItemPath) -> BTreeMap<String, ItemPath> {
        let mut names = BTreeMap::new();
        for item in &self.modules[module].syntax.items {
            let Item::Use(item) = item else { continue };
            if is_test(&item.attrs) {
                continue;
            }
            for Leaf { path, name } in leaves(&item.tree) {
                if let Some(path) = self.full_path(&path, module) {
                    names.insert(name, path);
                }
            }
        }
        names
    }

    /// The path from the root of the crate, unless it leads to another crate.
    pub fn full_path(&self, path: &[String], from: &ItemPath) -> Option<ItemPath> {
        let first = path.first()?;
        let num_supers = path.iter().take_while(|name| *name == "super").count();
        let child = [from.as_slice(), std::slice::from_ref(first)].concat();
        Some(match first.as_str() {
            "crate" => path[1..].to_vec(),
            "self" => [from, &path[1..]].concat(),
            "super" => [&from[..from.len().checked_sub(num_supers)?], &path[num_supers..]].concat(),
            _ if self.modules.contains_key(&child) => [from, path].concat(),
            _ => return None,
        })
    }

    /// The module that defines the item at a full path.
    pub fn definition(&self, path: &ItemPath) -> Definition {
        let (mut path, mut facades) = (path.clone(), Vec::new());
        loop {
            let len = (0..=path.len()).rev().find(|&len| self.modules.contains_key(&path[..len]));
            let module = path[..len.unwrap_or_default()].to_vec();
            let Some((name, rest)) = path[module.len()..].split_first() else {
                return Definition { module, facades };
            };
            match self.modules[&module].imported.get(name) {
                Some(target) if facades.len() < self.modules.len() => {
                    path = [target.as_slice(), rest].concat();
                    facades.push(module);
                }
                _ => return Definition { module, facades },
            }
        }
    }

    /// A module's file below the folder of the crate.
    pub fn file_name(&self, module: &ItemPath) -> String {
        let file = &self.modules[module].file;
        file.strip_prefix(self.folder.join("src")).unwrap_or(file).display().to_string()
    }
}

/// The end of a branch of a `use`.
pub struct Leaf {
    /// The whole path, `*` at its end for all names of a module.
    pub path: Vec<String>,
    /// The name under which it is known.
    pub name: String,
}

/// The ends of all branches of a `use`.
pub fn leaves(tree: &UseTree) -> Vec<Leaf> {
    let with_prefix = |prefix: String, leaves: Vec<Leaf>| {
        let leaf = |leaf: Leaf| Leaf { path: [vec![prefix.clone()], leaf.path].concat(), ..leaf };
        leaves.into_iter().map(leaf).collect()
    };
    let leaf = |path: String, name: String| vec![Leaf { path: vec![path], name }];
    match tree {
        UseTree::Path(tree) => with_prefix(tree.ident.to_string(), leaves(&tree.tree)),
        UseTree::Name(tree) => leaf(tree.ident.to_string(), tree.ident.to_string()),
        UseTree::Rename(tree) => leaf(tree.ident.to_string(), tree.rename.to_string()),
        UseTree::Glob(_) => leaf("*".into(), "*".into()),
        UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
    }
}

/// Whether an item exists in tests only.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let Ok(list) = attribute.meta.require_list() else { return false };
        let condition = list.tokens.to_string();
        list.path.is_ident("cfg") && (condition == "test" || condition.starts_with("all (test"))
    })
}

fn folder_of_children(file: &Path) -> PathBuf {
    let has_own_folder = ["lib.rs", "main.rs", "mod.rs"].iter().any(|name| file.ends_with(name));
    if has_own_folder {
        file.parent().unwrap_or(Path::new("")).into()
    } else {
        file.with_extension("")
    }
}
