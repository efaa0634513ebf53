//! What a reader's browser has to fetch before the page stands.
use super::finish::PACKED;
use crate::process::{Context, Failure, Result, minutes, output, say};
use crate::provision::Toolbox;
use std::fs;
use std::path::Path;

/// The most that the first load may weigh: the page and all that it names, after brotli, the program as the build has compressed it.
const FIRST_LOAD: usize = 880_000;

/// The most that the program may weigh after brotli.
const PROGRAM: usize = 664_000;

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
    let names: Vec<String> = named_files(&html).map(str::to_owned).collect();
    let program = names
        .iter()
        .filter_map(|name| name.strip_suffix(PACKED).map(str::to_owned));
    let program = weighed(tools, folder, program.collect())?;
    let first = weighed(tools, folder, names)?;
    print("first load", &first);
    print("the program, as it is", &program);
    judge(weight(&first), weight(&program))
}

fn print(title: &str, items: &[Item]) {
    let line = |name: &str, raw, brotli| say(format_args!("{name:<48} {raw:>9} {brotli:>9}"));
    say(format_args!("{title:<48} {:>9} {:>9}", "bytes", "brotli"));
    for item in items {
        line(&item.name, item.raw, item.brotli);
    }
    line("all", items.iter().map(|item| item.raw).sum(), weight(items));
}

/// Fails if the first load is too heavy in all, or its program is.
fn judge(all: usize, program: usize) -> Result {
    for (what, weight, limit) in [("all", all, FIRST_LOAD), ("the program", program, PROGRAM)] {
        if weight > limit {
            return Err(Failure::new(format!(
                "the first load is too heavy: {what} may be {limit} bytes after brotli, and is {weight}"
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

/// What files weigh together.
fn weight(items: &[Item]) -> usize {
    items.iter().map(|item| item.brotli).sum()
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
    fn too_much_fails() {
        assert!(judge(FIRST_LOAD, PROGRAM).is_ok());
        let failure = |all, program| judge(all, program).unwrap_err().to_string();
        assert!(failure(FIRST_LOAD + 1, 0).contains(&format!("all may be {FIRST_LOAD}")));
        assert!(failure(FIRST_LOAD, PROGRAM + 1).contains(&format!("the program may be {PROGRAM}")));
    }
}
