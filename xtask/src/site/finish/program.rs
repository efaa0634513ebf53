//! The program as it is fetched: compressed here, for hosts that do not, and inflated by `web/boot.js`.
use super::page::{Page, attribute};
use crate::process::{Failure, Result, minutes, run};
use crate::provision::Toolbox;

/// How the name of the compressed file ends, after that of the program. No host knows it, so none sends it as anything else.
pub const PACKED: &str = ".packed";

/// Compresses the program of `page`, and lets the page preload that.
pub fn pack(page: &mut Page, tools: &Toolbox) -> Result {
    let program = preload_packed(page)?;
    let path = page.path_of(&program);
    let mut gzip = tools.node();
    gzip.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/src/site/finish/gzip.mjs"));
    run(gzip.arg(&path).arg(page.path_of(&(program + PACKED))), minutes(2))
}

/// Lets the page preload the compressed program, and returns the address of the program as it is.
fn preload_packed(page: &mut Page) -> Result<String> {
    let [link] = &page.cut("<link", ">", |tag| attribute(tag, "rel") == Some("preload"))[..] else {
        return Err(Failure::new("index.html should preload one file, the program"));
    };
    let program = attribute(link, "href").ok_or_else(|| Failure::new(format!("no address: {link}")))?;
    // Without a type: what is compressed is no WebAssembly yet. It takes no bandwidth from what the first screen waits for.
    page.append_to(
        "head",
        &format!("<link rel=\"preload\" href=\"{program}{PACKED}\" as=\"fetch\" crossorigin=\"anonymous\" fetchpriority=\"low\" />\n"),
    )?;
    Ok(program.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_preloads_the_compressed_program() {
        let link = r#"<link rel="preload" href="./a.wasm" as="fetch" type="application/wasm">"#;
        let mut page = Page::of(&format!("<head>{link}</head>"));
        assert_eq!(preload_packed(&mut page).unwrap(), "./a.wasm");
        let named = page.cut("<link", ">", |tag| attribute(tag, "href") == Some("./a.wasm.packed"));
        assert_eq!((named.len(), page.html.as_str()), (1, "<head>\n</head>"));
        let failure = preload_packed(&mut page).unwrap_err().to_string();
        assert!(failure.contains("preload one file"), "{failure}");
    }
}
