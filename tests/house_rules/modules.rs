//! The modules of a crate, and the item that a path in one of them leads to.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{Token, tokens};
use crate::project::File;

/// The name of a module, from the crate's root: empty for the root itself.
pub type Name = Vec<String>;

/// A module and what its own file says. Tests are left out.
pub struct Module {
    /// The file's path.
    pub file: String,
    /// The modules that it declares and that have a file.
    children: BTreeSet<String>,
    /// The items that its own file defines.
    items: BTreeSet<String>,
    /// What `use` names, with the name here.
    imports: Vec<Import>,
    /// Every path in the code outside of `use`, with its line.
    paths: Vec<(Vec<String>, usize)>,
    /// Every word outside of `use` that can name an imported item.
    words: BTreeSet<String>,
}

struct Import {
    /// `None` for `*`.
    name: Option<String>,
    path: Vec<String>,
    /// `pub use`, also `pub(crate) use`: it gives the item a second name, and is no use of it.
    is_public: bool,
    line: usize,
}

/// All modules of one crate.
pub struct Modules(BTreeMap<Name, Module>);

impl Modules {
    /// Follows the `mod` lines from the crate's root file.
    pub fn of(root: &str, files: &BTreeMap<&str, &File>) -> Self {
        let mut modules = BTreeMap::new();
        let mut left = vec![(Name::new(), root.to_owned())];
        while let Some((name, path)) = left.pop() {
            let mut module = read(files[path.as_str()]);
            let folder = folder(&path);
            module.children.retain(|child| {
                let places = [format!("{folder}/{child}.rs"), format!("{folder}/{child}/mod.rs")];
                let Some(place) = places.into_iter().find(|place| files.contains_key(place.as_str())) else {
                    return false;
                };
                left.push((name.iter().chain([child]).cloned().collect(), place));
                true
            });
            modules.insert(name, module);
        }
        Self(modules)
    }

    /// Every module with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Module)> {
        self.0.iter()
    }

    /// The module with this name.
    pub fn get(&self, name: &Name) -> &Module {
        &self.0[name]
    }

    /// What a module uses of others: the module whose own file defines the item, the line, and the path as written.
    pub fn uses(&self, name: &Name) -> Vec<(Name, usize, String)> {
        let module = &self.0[name];
        let imported = module.imports.iter().filter(|import| match &import.name {
            Some(own) => !import.is_public || module.words.contains(own),
            None => !import.is_public,
        });
        let imported = imported.map(|import| (&import.path, import.line, import.name.is_none()));
        let written = module.paths.iter().map(|(path, line)| (path, *line, false));
        let mut uses = Vec::new();
        for (path, line, everything) in imported.chain(written) {
            let end = self.end(name, path, &mut BTreeSet::new());
            // A module's name alone uses nothing of it; `module::*` does.
            let defines = end.filter(|(_, is_item)| *is_item || everything).map(|(module, _)| module);
            uses.extend(defines.filter(|other| other != name).map(|other| (other, line, path.join("::"))));
        }
        uses
    }

    /// Where a path in a module leads: the module that defines the item, or the module itself.
    fn end(&self, from: &Name, path: &[String], seen: &mut BTreeSet<(Name, String)>) -> Option<(Name, bool)> {
        let module = self.0.get(from)?;
        let first = path.first()?;
        match first.as_str() {
            "crate" => self.below(&Name::new(), &path[1..], seen),
            "self" => self.below(from, &path[1..], seen),
            "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                self.below(&from[..from.len().checked_sub(up)?].to_vec(), &path[up..], seen)
            }
            _ if module.knows(first) => self.below(from, path, seen),
            _ => None,
        }
    }

    fn below(&self, name: &Name, path: &[String], seen: &mut BTreeSet<(Name, String)>) -> Option<(Name, bool)> {
        let module = self.0.get(name)?;
        let Some((first, rest)) = path.split_first() else { return Some((name.clone(), false)) };
        if module.children.contains(first) {
            return self.below(&name.iter().chain([first]).cloned().collect(), rest, seen);
        }
        if module.items.contains(first) {
            return Some((name.clone(), true));
        }
        if !seen.insert((name.clone(), first.clone())) {
            return None;
        }
        let named = module.imports.iter().filter(|import| import.name.as_ref() == Some(first));
        // An imported enum may be followed by a variant, an imported module by an item of it.
        let named = named.map(|import| [import.path.as_slice(), rest].concat());
        let globs = module.imports.iter().filter(|import| import.name.is_none());
        let globs = globs.map(|import| [import.path.as_slice(), path].concat());
        let mut candidates = named.chain(globs);
        candidates.find_map(|candidate| self.end(name, &candidate, seen))
    }
}

impl Module {
    fn knows(&self, name: &str) -> bool {
        let imported = self.imports.iter().any(|import| import.name.as_deref() == Some(name));
        imported || self.children.contains(name) || self.items.contains(name)
    }
}

/// The folder with a module's children: `src/a` for `src/a.rs`, `src/a/mod.rs` and `src` for `src/lib.rs`.
pub fn folder(path: &str) -> &str {
    let endings = ["/mod.rs", "/lib.rs", "/main.rs", ".rs"];
    endings.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path)
}

fn read(file: &File) -> Module {
    const ITEMS: [&str; 9] = ["fn", "struct", "enum", "trait", "type", "const", "static", "union", "mod"];
    let tokens = tokens(&file.path, &file.text, false);
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let mut module = Module {
        file: file.path.clone(),
        children: BTreeSet::new(),
        items: BTreeSet::new(),
        imports: Vec::new(),
        paths: Vec::new(),
        words: BTreeSet::new(),
    };
    let (mut at, mut depth) = (0, 0_i32);
    while at < tokens.len() {
        let (word, next) = (text(at), text(at + 1));
        depth += i32::from(["{", "(", "["].contains(&word)) - i32::from(["}", ")", "]"].contains(&word));
        if word == "use" && next != "<" {
            let is_public = at > 0 && ["pub", ")"].contains(&text(at - 1));
            at += 1;
            import(&tokens, &mut at, &[], is_public, &mut module.imports);
        } else if depth == 0 && word == "mod" && text(at + 2) == ";" {
            module.children.insert(next.to_owned());
            at += 1;
        } else if depth == 0 && ITEMS.contains(&word) && is_word(next) {
            // After `const` another of these words may stand.
            module.items.insert(next.to_owned());
        } else if is_word(word) && (at == 0 || ![".", "::", "fn"].contains(&text(at - 1))) {
            let mut path = vec![word.to_owned()];
            let line = tokens[at].line;
            while text(at + 1) == "::" && is_word(text(at + 2)) {
                path.push(text(at + 2).to_owned());
                at += 2;
            }
            module.words.insert(path[0].clone());
            if path.len() > 1 {
                module.paths.push((path, line));
            }
        }
        at += 1;
    }
    module
}

/// Reads one tree of a `use`, and stops after it.
fn import(tokens: &[Token], at: &mut usize, before: &[String], is_public: bool, imports: &mut Vec<Import>) {
    let mut path = before.to_vec();
    let mut name = None;
    while let Some(token) = tokens.get(*at) {
        match token.text.as_str() {
            "," | "}" | ";" => break,
            "::" => *at += 1,
            "{" => {
                *at += 1;
                while tokens.get(*at).is_some_and(|token| token.text != "}") {
                    import(tokens, at, &path, is_public, imports);
                    *at += usize::from(tokens.get(*at).is_some_and(|token| token.text == ","));
                }
                *at += 1;
                return;
            }
            "*" => {
                imports.push(Import { name: None, path, is_public, line: token.line });
                *at += 1;
                return;
            }
            "as" => {
                name = tokens.get(*at + 1).map(|token| token.text.clone());
                *at += 2;
            }
            word => {
                path.push(word.to_owned());
                *at += 1;
            }
        }
    }
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let line = tokens.get(at.saturating_sub(1)).map_or(0, |token| token.line);
    if let Some(last) = path.last().cloned() {
        imports.push(Import { name: Some(name.unwrap_or(last)), path, is_public, line });
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}
