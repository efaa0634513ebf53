//! Style sheets: one for each concept in `web/styles`, two requests for the reader.
use super::page::{Page, attribute};
use crate::process::{Failure, Result};

/// What the first screen is drawn with: the first sheets of the page. It is not drawn before it has them.
const FIRST: [&str; 4] = ["./tokens", "./base", "./welcome", "./header"];

/// The element that needs the other sheets.
const LAB: &str = "<div id=\"lab\">";

/// Puts the style sheets of the page into two files, in their order, without comments and indentation: those of the first screen
/// into the head, and the others before the lab, so that the first screen does not wait for them.
pub fn merge(page: &mut Page) -> Result {
    let (mut first, mut others) = (String::new(), String::new());
    for link in page.cut("<link", ">", |tag| attribute(tag, "rel") == Some("stylesheet")) {
        let address = attribute(&link, "href").ok_or_else(|| Failure::new(format!("no address: {link}")))?;
        let is_first = FIRST.iter().any(|name| address.starts_with(name));
        let sheet = bare(&page.take_file(address)?);
        *(if is_first { &mut first } else { &mut others }) += &sheet;
    }
    let link = |address: &str| format!("<link rel=\"stylesheet\" href=\"{address}\" />\n");
    let first = link(&page.add_file("first", "css", first.as_bytes())?);
    let others = link(&page.add_file("styles", "css", others.as_bytes())?);
    page.append_to("head", &first)?;
    page.insert_before(LAB, &others)
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
