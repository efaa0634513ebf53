//! Style sheets: one for each concept in `web/styles`, one request for the reader.
use super::page::{Page, attribute};
use crate::process::{Failure, Result};

/// Puts all style sheets of the page into one file, in their order, without comments and indentation.
pub fn merge(page: &mut Page) -> Result {
    let mut sheet = String::new();
    for link in page.cut("<link", ">", |tag| attribute(tag, "rel") == Some("stylesheet")) {
        let address = attribute(&link, "href").ok_or_else(|| Failure::new(format!("no address: {link}")))?;
        sheet += &bare(&page.take_file(address)?);
    }
    let address = page.add_file("styles", "css", sheet.as_bytes())?;
    page.append_to("head", &format!("<link rel=\"stylesheet\" href=\"{address}\" />\n"))
}

/// A style sheet without what only its authors read. Strings with `/*` in them are not expected.
fn bare(sheet: &str) -> String {
    let mut kept = String::new();
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept += before;
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept += rest;
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn leaves_out_comments_and_indentation() {
        let sheet = "/* What it is. */\na {\n  /* why\n     so */\n  color: red; /* x */\n}\n";
        assert_eq!(bare(sheet), "a {\ncolor: red;\n}\n");
    }
}
