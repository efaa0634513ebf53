//! The program in two parts: what the page needs to stand, and what it fetches when a reader first touches it.
//!
//! `web/src/main.rs` marks where the second part begins; what only it reaches, code and data, is moved out of the module
//! that rustc has linked. Trunk knows nothing of that: what it has made of the whole module is replaced.
use super::page::{Page, attribute};
use crate::process::{Context, Failure, Result, minutes, run};
use crate::provision::Toolbox;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use wasm_split_cli_support::{Options, transform};

/// How wasm-opt makes the modules small. The features are those that rustc's code uses, which the second module does not
/// say of itself; with more, wasm-opt writes what no browser reads yet. Nothing of a Rust program lies in the first kilobyte
/// of the memory, and a function that is called once is better left where rustc has put it.
const OPTIMISATIONS: [&str; 11] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--low-memory-unused",
    "--one-caller-inline-max-function-size=0",
    "--converge",
];

/// The files of the program, named after what they were made from: browsers may keep them for ever.
struct Names {
    /// The folder in which they are made.
    folder: PathBuf,
    /// What the names begin with.
    stem: String,
}

impl Names {
    fn of(linked: &[u8]) -> Names {
        let mut hasher = DefaultHasher::new();
        hasher.write(linked);
        hasher.write(OPTIMISATIONS.concat().as_bytes());
        Names {
            folder: crate::root().join("target/split"),
            stem: format!("ikelab-{:016x}", hasher.finish()),
        }
    }

    /// A file's name by what it ends with.
    fn file(&self, end: &str) -> String {
        format!("{}{end}", self.stem)
    }

    fn path(&self, end: &str) -> PathBuf {
        self.folder.join(self.file(end))
    }
}

/// Splits the program of `page`, which stands in the folder `site`.
pub fn split(page: &mut Page, site: &Path, tools: &Toolbox) -> Result {
    let profile = std::env::var("TRUNK_PROFILE").unwrap_or_default();
    let linked = linked(&profile)?;
    let names = Names::of(&linked);
    if names.folder.exists() {
        fs::remove_dir_all(&names.folder).context(names.folder.display())?;
    }
    take_apart(&linked, &names)?;
    bind(&names, tools)?;
    for end in ["_bg.wasm", ".later.wasm"] {
        if profile == "release" {
            let path = names.path(end);
            let mut wasm_opt = tools.command("wasm-opt");
            wasm_opt.args(OPTIMISATIONS).arg(&path).arg("-o").arg(&path);
            run(&mut wasm_opt, minutes(5))?;
        }
    }
    for (rel, end) in [("modulepreload", ".js"), ("preload", "_bg.wasm")] {
        let whole = replace(page, rel, &names.file(end))?;
        page.remove_file(&whole)?;
    }
    for end in [".js", "_bg.wasm", ".later.js", ".later.wasm"] {
        let path = names.path(end);
        fs::copy(&path, site.join(names.file(end))).context(path.display())?;
    }
    Ok(())
}

/// The module as rustc has linked it, with the relocations by which it can be taken apart.
fn linked(profile: &str) -> Result<Vec<u8>> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from);
    let path = target.join(format!("wasm32-unknown-unknown/{profile}/ikelab-web.wasm"));
    fs::read(&path).context(path.display())
}

/// Makes two modules of one, and the script that fetches the second.
fn take_apart(linked: &[u8], names: &Names) -> Result {
    let link_name = format!("./{}", names.file(".later.js"));
    let main_module = format!("./{}", names.file(".js"));
    let whole = names.path(".main.wasm");
    let mut options = Options::new(linked);
    options.output_dir = &names.folder;
    options.main_out_path = &whole;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let split = transform(options).map_err(|report| Failure::new(format!("cannot split the program: {report:#}")))?;
    let [later] = split.split_modules.as_slice() else {
        let found = split.split_modules.len();
        return Err(Failure::new(format!(
            "the program should have one later part, and has {found}"
        )));
    };
    fs::rename(later, names.path(".later.wasm")).context(later.display())?;
    let script = names.path(".later.js");
    let text = fs::read_to_string(&script).context(script.display())?;
    let made = later.file_name().unwrap_or_default().to_string_lossy();
    fs::write(&script, text.replace(&*made, &names.file(".later.wasm"))).context(script.display())
}

/// Writes what the first part needs of JavaScript.
fn bind(names: &Names, tools: &Toolbox) -> Result {
    let mut bindgen = tools.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name"]);
    bindgen.arg(&names.stem).arg("--out-dir").arg(&names.folder);
    run(bindgen.arg(names.path(".main.wasm")), minutes(2))
}

/// Lets the page's link `rel` name another file, and returns the address of the one that it named.
fn replace(page: &mut Page, rel: &str, file: &str) -> Result<String> {
    let [link] = &page.cut("<link", ">", |tag| attribute(tag, "rel") == Some(rel))[..] else {
        return Err(Failure::new(format!("index.html should have one link of {rel}")));
    };
    let named = attribute(link, "href").ok_or_else(|| Failure::new(format!("no address: {link}")))?;
    page.append_to("head", &link.replace(named, &format!("./{file}")))?;
    Ok(named.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_another_file_and_keeps_what_else_it_says() {
        let mut page = Page::of(r#"<head><link rel="preload" href="./a.wasm" as="fetch"></head>"#);
        assert_eq!(replace(&mut page, "preload", "b.wasm").unwrap(), "./a.wasm");
        assert_eq!(
            page.html,
            r#"<head><link rel="preload" href="./b.wasm" as="fetch"></head>"#
        );
        let failure = replace(&mut page, "modulepreload", "b.js").unwrap_err().to_string();
        assert!(failure.contains("one link of modulepreload"), "{failure}");
    }

    #[test]
    fn another_program_has_other_names() {
        let [one, other] = [b"one", b"two"].map(|linked| Names::of(linked).file(".js"));
        assert_ne!(one, other);
        assert_eq!(one, Names::of(b"one").file(".js"));
        assert!(one.starts_with("ikelab-") && one.ends_with(".js"));
    }

    #[test]
    fn what_is_not_split_is_refused() {
        let empty = b"\0asm\x01\0\0\0";
        assert!(take_apart(empty, &Names::of(empty)).is_err());
    }
}
