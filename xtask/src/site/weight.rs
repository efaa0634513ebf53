//! What a reader's browser has to fetch before the page stands.
use crate::process::{Context, Failure, Result, minutes, output, say};
use crate::provision::Toolbox;
use std::fs;
use std::path::Path;

/// The most that the first load may weigh, in bytes after brotli: the page, all that it names, and what that imports.
const FIRST_LOAD: usize = 300_000;

/// The most that the WebAssembly module may weigh of it.
const WASM: usize = 230_000;

/// How the name ends of the script that fetches the second part: the program's own script imports it.
const LINK: &str = ".later.js";

/// How the name ends of what is fetched when a reader first touches the page.
const LATER: &str = ".later.wasm";

/// A file of the site.
struct Item {
    name: String,
    raw: usize,
    brotli: usize,
}

/// Prints what the site in `folder` weighs, and fails if the first load is too heavy.
pub fn check(tools: &Toolbox, folder: &Path) -> Result {
    let index = folder.join("index.html");
    let html = fs::read_to_string(&index).context(index.display())?;
    let imported = files_ending(folder, LINK)?;
    let first = weighed(
        tools,
        folder,
        named_files(&html).map(str::to_owned).chain(imported).collect(),
    )?;
    let later = weighed(tools, folder, files_ending(folder, LATER)?)?;
    print("first load", &first);
    print("fetched when the page is touched", &later);
    judge(weight(&first, ""), weight(&first, ".wasm"))
}

fn print(title: &str, items: &[Item]) {
    let line = |name: &str, raw, brotli| say(format_args!("{name:<48} {raw:>9} {brotli:>9}"));
    say(format_args!("{title:<48} {:>9} {:>9}", "bytes", "brotli"));
    for item in items {
        line(&item.name, item.raw, item.brotli);
    }
    line("all", items.iter().map(|item| item.raw).sum(), weight(items, ""));
}

/// Fails if the first load is too heavy in all, or its WebAssembly is.
fn judge(all: usize, wasm: usize) -> Result {
    for (what, weight, limit) in [("all", all, FIRST_LOAD), ("WebAssembly", wasm, WASM)] {
        if weight > limit {
            return Err(Failure::new(format!(
                "the first load is too heavy: {what} may be {limit} bytes after brotli, and is {weight}. What is not needed \
                 before the page is touched belongs behind web/src/later.rs"
            )));
        }
    }
    Ok(())
}

fn weighed(tools: &Toolbox, folder: &Path, names: Vec<String>) -> Result<Vec<Item>> {
    let paths: Vec<_> = names.iter().map(|name| folder.join(name)).collect();
    let mut command = tools.node();
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/src/site/brotli.mjs"));
    let lengths = output(command.args(&paths), minutes(2))?;
    let lengths = lengths.lines().map(|line| line.parse().ok());
    let items = names.into_iter().zip(paths).zip(lengths).map(|((name, path), brotli)| {
        Ok(Item {
            raw: fs::metadata(&path).context(path.display())?.len() as usize,
            brotli: brotli.ok_or_else(|| Failure::new(format!("cannot weigh {name}")))?,
            name,
        })
    });
    items.collect()
}

/// The page itself, and the files that it names by relative addresses: scripts, styles, what is preloaded.
fn named_files(html: &str) -> impl Iterator<Item = &str> {
    let addresses = html.split("=\"./").skip(1).filter_map(|rest| rest.split('"').next());
    ["index.html"].into_iter().chain(addresses)
}

fn files_ending(folder: &Path, end: &str) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).context(folder.display())?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Ok(names.filter(|name| name.ends_with(end)).collect())
}

/// What the files whose names end so weigh together.
fn weight(items: &[Item], end: &str) -> usize {
    let wanted = items.iter().filter(|item| item.name.ends_with(end));
    wanted.map(|item| item.brotli).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_is_loaded_first() {
        let html = r#"<script src="./a.js"></script><link href="./b.css" /><a href="https://c.example/">"#;
        assert_eq!(named_files(html).collect::<Vec<_>>(), ["index.html", "a.js", "b.css"]);
    }

    #[test]
    fn adds_up() {
        let item = |name: &str, brotli| Item {
            name: name.into(),
            raw: 0,
            brotli,
        };
        let items = [item("a.js", 1), item("b.wasm", 20), item("c.wasm", 300)];
        assert_eq!((weight(&items, ""), weight(&items, ".wasm")), (321, 320));
    }

    #[test]
    fn too_much_fails() {
        assert!(judge(FIRST_LOAD, WASM).is_ok());
        let failure = |all, wasm| judge(all, wasm).unwrap_err().to_string();
        assert!(failure(FIRST_LOAD + 1, 0).contains("all may be 300000"));
        assert!(failure(FIRST_LOAD, WASM + 1).contains("WebAssembly may be 230000"));
    }
}
