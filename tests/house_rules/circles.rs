//! No circles between the modules of one folder.
//!
//! A folder's parts are its files, its folders (each with everything below it), and the file of the folder itself, such
//! as `vault.rs` for `vault/`. Part A uses part B when code in A names an item that code in B **defines**, in a `use` or
//! in a path. The rule follows re-exports to the definition. So a folder's own file may declare its children and
//! re-export from them (`mod`, `pub use`): that alone uses nothing. But when it uses a child, that child must not use
//! what the folder's own file defines. Such an item belongs in a file of its own.
//!
//! The rule reads names, not types. It does not see the calls of methods: `impl Phone` in several files is one type in
//! several parts. It leaves tests out.

use std::collections::{BTreeMap, BTreeSet};

use crate::modules::{Modules, Name, folder};
use crate::project::File;

/// Uses that close a circle and cannot go: the file, the folder that it uses, and why.
const BY_DESIGN: [(&str, &str, &str); 1] =
    [("src/routes.rs", "src/screens", "Dioxus's router names the screen of each route, and screens link to routes")];

/// A folder's own file, as one of its parts.
const OWN: &str = "(own file)";

/// By part and used part: file, line and path of each use.
type Graph = BTreeMap<String, BTreeMap<String, BTreeSet<(String, usize, String)>>>;

/// Every circle in every crate.
pub fn complaints(files: &[File]) -> Vec<String> {
    circles(files).into_iter().map(|(folder, circle)| format!("{folder}: {circle}")).collect()
}

/// Each circle with its folder.
pub fn circles(files: &[File]) -> Vec<(String, String)> {
    let by_path: BTreeMap<&str, &File> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    let is_root = |path: &&&str| {
        let before = ["src/lib.rs", "src/main.rs"].iter().find_map(|root| path.strip_suffix(root));
        before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    let crates = by_path.keys().filter(is_root).map(|root| Modules::of(root, &by_path));
    let folders = crates.flat_map(|modules| graphs(&modules));
    folders
        .flat_map(|(folder, graph)| in_graph(&graph).into_iter().map(move |circle| (folder.clone(), circle)))
        .collect()
}

/// The graph of each folder.
fn graphs(modules: &Modules) -> BTreeMap<String, Graph> {
    let mut graphs: BTreeMap<String, Graph> = BTreeMap::new();
    for (name, module) in modules.iter() {
        for (other, line, written) in modules.uses(name) {
            // The innermost folder that holds both.
            let shared = name.iter().zip(&other).take_while(|(own, others)| own == others).count();
            let part = |name: &Name| name.get(shared).cloned().unwrap_or_else(|| OWN.to_owned());
            let used = modules.get(&other);
            if BY_DESIGN.iter().any(|(from, to, _)| module.file == *from && folder(&used.file).starts_with(to)) {
                continue;
            }
            let above = folder(&modules.get(&name[..shared].to_vec()).file).to_owned();
            let places =
                graphs.entry(above).or_default().entry(part(name)).or_default().entry(part(&other)).or_default();
            places.insert((module.file.clone(), line, written));
        }
    }
    graphs
}

/// One description for each set of parts that all reach each other.
fn in_graph(graph: &Graph) -> Vec<String> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        graph.keys().map(|part| (part.as_str(), reach(graph, part))).collect();
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|parts| parts.contains(to));
    let mut described = BTreeSet::new();
    let mut circles = Vec::new();
    for part in graph.keys() {
        if !reaches(part, part) || described.contains(part) {
            continue;
        }
        let circle: BTreeSet<&String> =
            graph.keys().filter(|other| reaches(part, other) && reaches(other, part)).collect();
        let mut uses = Vec::new();
        for (from, to, places) in
            circle.iter().flat_map(|from| graph[*from].iter().map(move |(to, places)| (from, to, places)))
        {
            if let Some((file, line, written)) = places.first().filter(|_| circle.contains(to)) {
                uses.push(format!("{from} uses {to} ({file}:{line} {written})"));
            }
        }
        circles.push(uses.join("; "));
        described.extend(circle);
    }
    circles
}

/// Every part that this one uses, directly or through others.
fn reach<'a>(graph: &'a Graph, part: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut left = vec![part];
    while let Some(part) = left.pop() {
        for used in graph.get(part).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(used.as_str()) {
                left.push(used);
            }
        }
    }
    reached
}
