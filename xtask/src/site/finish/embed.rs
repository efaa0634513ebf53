//! `embed.html`: the page that other pages frame. It is `index.html` with a mark by which the program and the styles know.
use super::page::Page;
use crate::process::{Failure, Result};

/// Writes it beside the page, which is finished.
pub fn write(index: &Page) -> Result {
    index.write_as("embed.html", &marked(&index.html)?)
}

fn marked(html: &str) -> Result<String> {
    let (before, after) = html
        .split_once("<html ")
        .ok_or_else(|| Failure::new("index.html has no <html lang=…>"))?;
    Ok(format!("{before}<html class=\"embedded\" {after}"))
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn marks_the_root() {
        let html = marked("<!DOCTYPE html>\n<html lang=\"en\"><head>").unwrap();
        assert_eq!(html, "<!DOCTYPE html>\n<html class=\"embedded\" lang=\"en\"><head>");
        assert!(marked("<p>").is_err());
    }
}
