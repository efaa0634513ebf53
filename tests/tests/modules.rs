//! The modules of core depend on each other in one direction: no two modules of a folder, however far the way between them,
//! need each other. A module and the one that it lies in count as one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// The names from the crate's root down to a module; the root has none.
type ModulePath = Vec<String>;

/// For each folder, which of its modules need which, with a file that shows it.
type Needs = BTreeMap<ModulePath, BTreeMap<(String, String), PathBuf>>;

#[test]
fn modules_of_core_depend_in_one_direction() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let files = rust_files(&root);
    assert!(files.len() > 100, "core has more files than {}", files.len());
    let modules: BTreeMap<ModulePath, PathBuf> =
        files.into_iter().map(|file| (module_of(&root, &file), file)).collect();
    let mut needs = Needs::new();
    for (module, file) in &modules {
        for target in paths_in(file).iter().filter_map(|path| resolve(module, path, &modules)) {
            add(&mut needs, module, &target, file);
        }
    }
    assert!(needs[&Vec::new()].len() > 50, "dependencies are found");
    let circles: Vec<String> = needs
        .iter()
        .filter_map(|(folder, needs)| circle(folder, needs))
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of sources");
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn module_of(root: &Path, file: &Path) -> ModulePath {
    let relative = file.strip_prefix(root).expect("a file of core").with_extension("");
    let mut names: ModulePath = relative
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    if names.last().is_some_and(|name| name == "mod" || name == "lib") {
        names.pop();
    }
    names
}

/// All paths that a file writes: those of its imports, one for each name, and those in its code.
fn paths_in(file: &Path) -> Vec<ModulePath> {
    let text = std::fs::read_to_string(file).expect("a source file");
    let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut paths = Paths(Vec::new());
    paths.visit_file(&syntax);
    paths.0
}

struct Paths(Vec<ModulePath>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        flatten(&item.tree, &mut Vec::new(), &mut self.0);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0
            .push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

fn flatten(tree: &syn::UseTree, before: &mut ModulePath, found: &mut Vec<ModulePath>) {
    let mut end = |name: Option<&syn::Ident>| {
        let name = name.map(ToString::to_string);
        found.push(before.iter().cloned().chain(name).collect());
    };
    match tree {
        syn::UseTree::Name(name) => end(Some(&name.ident)),
        syn::UseTree::Rename(rename) => end(Some(&rename.ident)),
        syn::UseTree::Glob(_) => end(None),
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, found);
            before.pop();
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, before, found)),
    }
}

/// The module that a path of `from` leads to: as much of the path as is modules. `None` for other crates and for names that
/// an import has explained.
fn resolve(from: &ModulePath, path: &[String], modules: &BTreeMap<ModulePath, PathBuf>) -> Option<ModulePath> {
    let (mut at, mut rest) = match path.split_first()? {
        (first, rest) if first == "crate" => (Vec::new(), rest),
        (first, _) if first == "super" => (from.clone(), path),
        _ => return None,
    };
    while let Some((first, after)) = rest.split_first() {
        let mut next = at.clone();
        if first == "super" {
            next.pop();
        } else {
            next.push(first.clone());
        }
        if !modules.contains_key(&next) {
            break;
        }
        (at, rest) = (next, after);
    }
    Some(at)
}

/// Notes the dependency in the folder in which the ways to the two modules part.
fn add(needs: &mut Needs, from: &ModulePath, to: &ModulePath, file: &Path) {
    let shared = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    if let (Some(from), Some(name)) = (from.get(shared), to.get(shared)) {
        let folder = needs.entry(to[..shared].to_vec()).or_default();
        folder
            .entry((from.clone(), name.clone()))
            .or_insert_with(|| file.to_path_buf());
    }
}

/// What is left when modules that need no other one of those left are taken away again and again: none, or a circle.
fn circle(folder: &ModulePath, needs: &BTreeMap<(String, String), PathBuf>) -> Option<String> {
    let mut left = needs.clone();
    loop {
        let needing: BTreeSet<String> = left.keys().map(|(from, _)| from.clone()).collect();
        let needed: BTreeSet<String> = left.keys().map(|(_, to)| to.clone()).collect();
        let before = left.len();
        left.retain(|(from, to), _| needing.contains(to) && needed.contains(from));
        if left.len() == before {
            break;
        }
    }
    let line = |((from, to), file): (&(String, String), &PathBuf)| format!("  {from} needs {to}: {}", file.display());
    let lines: Vec<String> = left.iter().map(line).collect();
    (!lines.is_empty()).then(|| format!("a circle in crate::{}:\n{}", folder.join("::"), lines.join("\n")))
}
