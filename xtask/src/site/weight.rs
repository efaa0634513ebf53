//! What a reader's browser has to fetch before the page stands.
use crate::process::{Context, Failure, Result, minutes, output, say};
use crate::provision::Toolbox;
use std::fs;
use std::path::Path;

/// The most that the first load should weigh, in bytes after brotli: the page and all that it names.
const FIRST_LOAD: usize = 300_000;

/// The most that the WebAssembly module should weigh of it.
const WASM: usize = 230_000;

/// A file of the first load.
struct Item {
    name: String,
    raw: usize,
    brotli: usize,
}

/// Prints what the first load of the site in `folder` weighs, and whether that is too much.
pub fn report(tools: &Toolbox, folder: &Path) -> Result {
    let items = first_load(tools, folder)?;
    say(format_args!("{:<48} {:>9} {:>9}", "first load", "bytes", "brotli"));
    for item in &items {
        say(format_args!("{:<48} {:>9} {:>9}", item.name, item.raw, item.brotli));
    }
    let raw: usize = items.iter().map(|item| item.raw).sum();
    let all = weight(&items, "");
    say(format_args!("{:<48} {raw:>9} {all:>9}", "all"));
    for (what, weight, limit) in [("all", all, FIRST_LOAD), ("wasm", weight(&items, ".wasm"), WASM)] {
        if weight > limit {
            say(format_args!(
                "too heavy: {what} should be at most {limit}, and is {weight}"
            ));
        }
    }
    Ok(())
}

fn first_load(tools: &Toolbox, folder: &Path) -> Result<Vec<Item>> {
    let index = folder.join("index.html");
    let html = fs::read_to_string(&index).context(index.display())?;
    let names: Vec<String> = named_files(&html).map(str::to_owned).collect();
    let paths = names.iter().map(|name| folder.join(name));
    let mut command = tools.node();
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/src/site/brotli.mjs"));
    let lengths = output(command.args(paths.clone()), minutes(2))?;
    let lengths = lengths.lines().map(|line| line.parse().ok());
    let items = names.iter().zip(paths).zip(lengths).map(|((name, path), brotli)| {
        Ok(Item {
            name: name.clone(),
            raw: fs::metadata(&path).context(path.display())?.len() as usize,
            brotli: brotli.ok_or_else(|| Failure::new(format!("cannot weigh {name}")))?,
        })
    });
    items.collect()
}

/// The page itself, and the files that it names by relative addresses: scripts, styles, what is preloaded.
fn named_files(html: &str) -> impl Iterator<Item = &str> {
    let addresses = html.split("=\"./").skip(1).filter_map(|rest| rest.split('"').next());
    ["index.html"].into_iter().chain(addresses)
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
}
