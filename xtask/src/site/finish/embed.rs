//! `embed.html`: the page that other pages frame. It is the lab of `index.html`, without first screen and header, and with a mark by
//! which the program and the styles know.
use super::page::Page;
use crate::process::{Failure, Result};

/// Writes it beside the page, which is finished.
pub fn write(index: &Page) -> Result {
    index.write_as("embed.html", &marked(&lab_alone(&index.html)?)?)
}

/// The page without what only the whole page has. Neither holds another element of its kind.
fn lab_alone(html: &str) -> Result<String> {
    let mut html = html.to_owned();
    for (open, close) in [
        ("<div id=\"welcome\">", "</div>"),
        ("<header class=\"top\">", "</header>"),
    ] {
        let end = |start: usize| html[start..].find(close).map(|length| start + length + close.len());
        let found = html.find(open).and_then(|start| Some(start..end(start)?));
        html.drain(found.ok_or_else(|| Failure::new(format!("index.html has no {open}")))?);
    }
    Ok(html)
}

fn marked(html: &str) -> Result<String> {
    let (before, after) = html
        .split_once("<html ")
        .ok_or_else(|| Failure::new("index.html has no <html lang=…>"))?;
    Ok(format!("{before}<html class=\"embedded\" {after}"))
}

#[cfg(test)]
mod tests {
    use super::{lab_alone, marked};

    #[test]
    fn keeps_the_lab_alone() {
        let html = r#"a<div id="welcome"><header class="top">b</header></div>c<header class="top">d</header>e"#;
        assert_eq!(lab_alone(html).unwrap(), "ace");
        assert!(lab_alone("a").is_err());
    }

    #[test]
    fn marks_the_root() {
        let html = marked("<!DOCTYPE html>\n<html lang=\"en\"><head>").unwrap();
        assert_eq!(html, "<!DOCTYPE html>\n<html class=\"embedded\" lang=\"en\"><head>");
        assert!(marked("<p>").is_err());
    }
}
